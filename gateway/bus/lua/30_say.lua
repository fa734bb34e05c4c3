-- Lines: say (to a room), tell (to a person), with a send-id at most once.
--
-- o:<scope>  sorted set: target, send-id -> id of the line; a sender's last 4,096 send-ids, for 24 hours
-- t:<a>:<b>  stream of the talk of two users, field f (a < b)

local MOST_SEND_IDS = 4096

-- The id under which this line was already kept, or nil.
local function sent_before(scope, token)
  local id = call('ZSCORE', P .. 'o:' .. scope, token)
  if id and tonumber(id) > NOW - DAY then return text_of(tonumber(id)) end
end

local function note_sent(scope, token, id)
  local key = P .. 'o:' .. scope
  call('ZADD', key, id, token)
  call('ZREMRANGEBYRANK', key, 0, -MOST_SEND_IDS - 1)
  call('EXPIRE', key, 86400)
end

-- Append once: `write(id, row)` keeps it. `target` is what the send-id belongs to. Answers nothing, or of a line that was
-- kept before msgid, mask, account, name.
local function once(kind, uid, mask, account, where, target, name, class, text, send_id, write)
  local scope, token
  if send_id ~= '' then
    scope, token = call('HGET', P .. 'u:' .. uid, 'scope'), target .. '\n' .. send_id
    local id = sent_before(scope, token)
    if id then return ok(id .. EPOCH, mask, account, name) end
  end
  local id, row = emit(kind, uid, mask, account, where, name, class, text, send_id)
  write(id, row)
  if scope then note_sent(scope, token, id) end
  return ok()
end

-- say(uid, room, name, class, text, send_id)
verbs.say = function(uid, room, name, class, text, send_id)
  local mask, account, refusal = as_member(uid, room, name, 'CANNOT_SPEAK')
  if refusal then return refusal end
  name = call('HGET', P .. 'r:' .. room, 'name')
  return once('S', uid, mask, account, room, room, name, class, text, send_id, function(id, row)
    remember(P .. 'h:' .. room, id, row)
  end)
end

-- tell(uid, folded nick, nick, class, text, send_id)
verbs.tell = function(uid, folded, nick, class, text, send_id)
  local to = call('HGET', P .. 'nicks', folded)
  if not to then return refuse('NO_SUCH_NICK', nick) end
  local who = user(uid, 'mask', 'account')
  if not who[1] then return refuse_gone() end
  local receiver = user(to, 'nick', 'key')
  -- Who came back with the same sender key is the same person, and is not told again what was told before.
  local person = receiver[2] ~= '' and 'k:' .. receiver[2] or to
  return once('T', uid, who[1], who[2], to, person, receiver[1], class, text, send_id, function(id, row)
    remember(talk(uid, to), id, row)
    call('SADD', P .. 'u:' .. uid .. ':t', to)
    call('SADD', P .. 'u:' .. to .. ':t', uid)
  end)
end
