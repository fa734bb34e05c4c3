-- Taking a message back (IRCv3 message-redaction): redact.

local REDACTABLE = MESSAGES .. 'G'    -- lines, and client-only tags that are kept
local WINDOW = DAY                    -- so long one's own may be taken back

-- Whether a user said this. A guest who came back is known by the sender key, of which the send-ids are remembered.
local function is_own(uid, room, fields, id)
  if fields[3] == uid then return true end
  local send_id, key = fields[10] or '', call('HGET', P .. 'u:' .. uid, 'key') or ''
  if key == '' or send_id == '' or fields[2] ~= 'S' then return false end
  return sent_before('k:' .. key, origin_of(room) .. '\n' .. send_id) == id
end

-- The entry of a message in a stream; nil if there is none.
local function message_of(stream, msgid)
  local id, epoch = string.match(msgid, '^(%d+)(%w%w%w%w)$')
  if not id or epoch ~= EPOCH or text_of(tonumber(id)) ~= id or tonumber(id) < oldest_kept() then return nil end
  local entry = call('XRANGE', stream, id, id)[1]
  return entry and find(REDACTABLE, kind_of(entry[2][2]), 1, true) and entry
end

-- redact(uid, target, name, msgid, reason): a message out of a room, or out of a talk. Operators of the room may take back
-- anybody's and at any time.
verbs.redact = function(uid, target, name, msgid, reason)
  local stream, spelt, prefix = readable(uid, target)
  if not stream then return refuse('NO_HISTORY', name) end
  local entry = message_of(stream, msgid)
  if not entry then return refuse('UNKNOWN_MESSAGE', name) end
  if not (prefix and is_operator(uid, target, prefix)) then
    local id = number_of(entry)
    if not is_own(uid, target, split(entry[2][2], '\n'), text_of(id)) then return refuse('NOT_YOURS', name) end
    if id < NOW - WINDOW then return refuse('TOO_LATE', name) end
  end
  local who = user(uid, 'mask', 'account')
  local room, to = target, ''
  if not prefix then room, to = '', call('HGET', P .. 'nicks', target) end
  local number, row = emit('D', uid, who[1], who[2], room, to, spelt, msgid, reason)
  call('XDEL', stream, entry[1])
  remember(stream, number, row)
  return ok()
end
