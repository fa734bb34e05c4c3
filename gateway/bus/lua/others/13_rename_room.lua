-- Giving a room another name (IRCv3 channel-rename): rename_room. All that is in it stays, the history too.
--
-- r:<room>  has, once it was renamed: origin (the folded name under which its send-ids are remembered), renamed (when it
--           was last, seconds)

local RENAME_PAUSE = 60    -- seconds in which a room is not renamed again: each time costs its members a JOIN
local MOST_TO_MOVE = 1000  -- members of a room that is renamed, so that nobody else waits long
local MOVED = { 'r:', 'm:', 'h:', 'b:', 'e:', 'I:', 'k:' }

-- Why a room may not get this name; nil if it may.
local function cannot_rename(room, name, new, new_name)
  local r = call('HMGET', P .. 'r:' .. room, 'name', 'renamed')
  if room == LOBBY then return refuse('CANNOT_RENAME', name) end
  if new_name == r[1] or (new ~= room and call('EXISTS', P .. 'r:' .. new) == 1) then
    return refuse('ROOM_NAME_IN_USE', new_name)
  end
  if new ~= room and call('HLEN', P .. 'm:' .. room) > MOST_TO_MOVE then return refuse('TOO_MANY_TO_MOVE', name) end
  if tonumber(r[2] or '0') > tonumber(clock[1]) - RENAME_PAUSE then return refuse('RENAMED_RECENTLY', name) end
end

local function move_invitations(room, new)
  for _, uid in ipairs(call('ZRANGE', P .. 'i:' .. room, 0, -1)) do
    call('SREM', P .. 'u:' .. uid .. ':i', room)
    call('SADD', P .. 'u:' .. uid .. ':i', new)
  end
  if call('EXISTS', P .. 'i:' .. room) == 1 then call('RENAME', P .. 'i:' .. room, P .. 'i:' .. new) end
end

-- A member goes along; answers its read marker.
local function move_member(uid, room, new)
  call('SREM', P .. 'u:' .. uid .. ':r', room)
  call('SADD', P .. 'u:' .. uid .. ':r', new)
  local markers = markers_of(uid, call('HGET', P .. 'u:' .. uid, 'key'))
  local read = call('ZMSCORE', markers, room, new)
  local before, there = tonumber(read[1] or '0'), tonumber(read[2] or '0')
  if before > 0 then call('ZREM', markers, room) end
  if before > there then call('ZADD', markers, text_of(before), new) end
  return text_of(math.max(before, there))
end

-- Answers the members ("prefix/mask prefix/mask ...") and their read markers ("user=time user=time ...").
local function move_room(room, new)
  local members, read = {}, {}
  local flat = call('HGETALL', P .. 'm:' .. room)
  for i = 1, #flat, 2 do
    local prefix, mask = split_member(flat[i + 1])
    local marker = move_member(flat[i], room, new)
    members[#members + 1] = prefix .. '/' .. mask
    if marker ~= '0' then read[#read + 1] = flat[i] .. '=' .. marker end
  end
  move_invitations(room, new)
  call('HSET', P .. 'r:' .. room, 'origin', origin_of(room))
  for _, kind in ipairs(MOVED) do
    if call('EXISTS', P .. kind .. room) == 1 then call('RENAME', P .. kind .. room, P .. kind .. new) end
  end
  call('SREM', P .. 'rooms', room)
  call('SADD', P .. 'rooms', new)
  return concat(members, ' '), concat(read, ' ')
end

-- rename_room(uid, room, name, new room, new name, reason)
verbs.rename_room = function(uid, room, name, new, new_name, reason)
  local mask, account, refusal = as_operator(uid, room, name)
  refusal = refusal or cannot_rename(room, name, new, new_name)
  if refusal then return refusal end
  local r = call('HMGET', P .. 'r:' .. room, 'name', 'topic', 'by', 'at', 'modes')
  local secret = has_mode(r[5], 's') and '1' or ''
  local members, read = '', ''
  if new ~= room then members, read = move_room(room, new) end
  call('HSET', P .. 'r:' .. new, 'name', new_name, 'renamed', clock[1])
  local id = emit('B', uid, mask, account, room, r[1], new, new_name, reason, r[2], r[3], r[4], secret, read, members)
  -- The history is not the place for a list of members.
  local row = concat({ id .. EPOCH, 'B', uid, mask, account, room, r[1], new, new_name, reason }, '\n')
  remember(P .. 'h:' .. new, id, row)
  return ok()
end
