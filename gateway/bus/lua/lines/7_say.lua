-- Lines: say (to a room), tell (to a person), with a send-id at most once. Tags without a line: tag. Between lines: settle.
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

-- One person to another: mask and account of the one, and of the other the user id, nick, hash of the sender key and why
-- it is away ("" or none: it is not); or as sixth result the refusal.
local function as_writer(uid, folded, nick)
  local to = call('HGET', P .. 'nicks', folded)
  if not to then return nil, nil, nil, nil, nil, refuse('NO_SUCH_NICK', nick) end
  local who = user(uid, 'mask', 'account')
  if not who[1] then return nil, nil, nil, nil, nil, refuse_gone() end
  local receiver = user(to, 'nick', 'key', 'away')
  return who[1], who[2], to, receiver[1], receiver[2], nil, receiver[3]
end

local function remember_talk(uid, to, id, row)
  remember(talk(uid, to), id, row)
  call('SADD', P .. 'u:' .. uid .. ':t', to)
  call('SADD', P .. 'u:' .. to .. ':t', uid)
end

-- Append once: `write(id, row)` keeps it. `target` is what the send-id belongs to. Answers nothing, or of a line that was
-- kept before msgid, mask, account, name.
local function once(write, kind, uid, mask, account, where, target, name, class, text, send_id, ...)
  local scope, token
  if send_id ~= '' then
    scope, token = call('HGET', P .. 'u:' .. uid, 'scope'), target .. '\n' .. send_id
    local id = sent_before(scope, token)
    if id then return ok(id .. EPOCH, mask, account, name) end
  end
  local id, row = emit(kind, uid, mask, account, where, name, class, text, send_id, ...)
  write(id, row)
  speakers[uid] = true
  if scope then note_sent(scope, token, id) end
  return ok()
end

-- say(uid, room, name, class, text, send_id, rest): the rest are tags, number of further lines, further line ..., joined.
verbs.say = function(uid, room, name, class, text, send_id, rest)
  local mask, account, spelt, refusal = as_speaker(uid, room, name, text)
  if refusal then return refusal end
  local function write(id, row) remember(P .. 'h:' .. room, id, row) end
  local known_by = send_id ~= '' and origin_of(room) or room
  return once(write, 'S', uid, mask, account, room, known_by, spelt, class, text, send_id, rest)
end

-- tell(uid, folded nick, nick, class, text, send_id, tags, number of further lines, further line ...): answers as `once`; of
-- a line (no notice) to somebody who is away "", nick, why.
verbs.tell = function(uid, folded, nick, class, text, send_id, ...)
  local mask, account, to, spelt, key, refusal, away = as_writer(uid, folded, nick)
  if refusal then return refusal end
  -- Who came back with the same sender key is the same person, and is not told again what was told before.
  local person = key ~= '' and 'k:' .. key or to
  local function write(id, row) remember_talk(uid, to, id, row) end
  local answer = once(write, 'T', uid, mask, account, to, person, spelt, class, text, send_id, ...)
  if away and away ~= '' and class == 'PRIVMSG' and answer == ok() then return ok('', spelt, away) end
  return answer
end

-- tag(uid, room or folded nick, name, tags, kept "1" or ""): answers nothing; of what is not kept when it was
-- (microseconds), mask, account, name.
verbs.tag = function(uid, target, name, tags, kept)
  local mask, account, to, refusal, _
  local room = string.sub(target, 1, 1) == '#' and target or ''
  if room ~= '' then
    mask, account, name, refusal = as_speaker(uid, room, name, '')
    to = ''
  else
    mask, account, to, name, _, refusal = as_writer(uid, target, name)
  end
  if refusal then return refusal end
  if kept == '' then
    pass_on('g', uid, mask, account, room, to, name, tags, text_of(NOW))
    return ok(text_of(NOW), mask, account, name)
  end
  local id, row = emit('G', uid, mask, account, room, to, name, tags)
  if room ~= '' then remember(P .. 'h:' .. room, id, row) else remember_talk(uid, to, id, row) end
  return ok()
end

-- settle(): nothing but its place in the order.
reads.settle = true
verbs.settle = function()
  return ok()
end
