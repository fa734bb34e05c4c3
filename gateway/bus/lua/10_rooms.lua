-- Rooms: join, part, topic, modes, names, list.
--
-- r:<room>  hash: name, topic, by, at (seconds), since (seconds)     h:<room>  stream of the room's history, field f
-- m:<room>  hash: user id -> prefix, mask, account                   rooms     set of all rooms
-- u:<user>:r  set of the rooms a user is in                          (<room> is the folded name)

local function open_room(room, name)
  call('HSET', P .. 'r:' .. room, 'name', name, 'topic', '', 'by', '', 'at', '0', 'since', clock[1])
  call('SADD', P .. 'rooms', room)
end

-- A user is no longer in a room; the last one out of it, the lobby apart, takes its topic and history along.
local function leave_room(uid, room)
  call('HDEL', P .. 'm:' .. room, uid)
  call('SREM', P .. 'u:' .. uid .. ':r', room)
  if room ~= LOBBY and call('EXISTS', P .. 'm:' .. room) == 0 then
    call('DEL', P .. 'r:' .. room, P .. 'h:' .. room)
    call('SREM', P .. 'rooms', room)
  end
end

-- The mask and account of a member; or as third result the refusal of one who is none, `otherwise` if the room exists.
local function as_member(uid, room, name, otherwise)
  local member = call('HGET', P .. 'm:' .. room, uid)
  if not member then
    return nil, nil, refuse(call('EXISTS', P .. 'r:' .. room) == 1 and otherwise or 'NO_SUCH_ROOM', name)
  end
  local _, mask, account = split_member(member)
  return mask, account
end

local function members_of(room)
  local rows = call('HVALS', P .. 'm:' .. room)
  if #rows == 0 then return '' end
  return '\0' .. concat(rows, '\0')
end

local function entered(room, already)
  local r = call('HMGET', P .. 'r:' .. room, 'name', 'topic', 'by', 'at')
  return ok(already, r[1], r[2], r[3], r[4]) .. members_of(room)
end

-- A repeat tells the room as it is by then: what is kept of each JOIN must not be as long as the room is large.
kept_of.join = function(answer)
  return string.match(answer, '^ok\n%d+\n1?') or answer
end

repeats.join = function(kept, uid, room)
  if string.sub(kept, 1, 2) == 'no' then return kept end
  return entered(room, string.match(kept, '1?$'))
end

-- join(uid, room, name): answers already ("1" or ""), name, topic, by, at, then a row for each member.
verbs.join = function(uid, room, name)
  local already = call('HEXISTS', P .. 'm:' .. room, uid) == 1
  if not already then
    if call('SCARD', P .. 'u:' .. uid .. ':r') >= MOST_ROOMS then return refuse('TOO_MANY_ROOMS', name) end
    local who = user(uid, 'mask', 'account', 'realname')
    if not who[1] then return refuse_gone() end
    local prefix = ''
    if call('EXISTS', P .. 'r:' .. room) == 0 then
      open_room(room, name)
      prefix = '@'
    end
    name = call('HGET', P .. 'r:' .. room, 'name')
    call('HSET', P .. 'm:' .. room, uid, concat({ prefix, who[1], who[2] }, '\n'))
    call('SADD', P .. 'u:' .. uid .. ':r', room)
    local id, row = emit('J', uid, who[1], who[2], room, name, who[3])
    remember(P .. 'h:' .. room, id, row)
  end
  return entered(room, already and '1' or '')
end

-- part(uid, room, name, reason)
verbs.part = function(uid, room, name, reason)
  local mask, account, refusal = as_member(uid, room, name, 'NOT_IN_ROOM')
  if refusal then return refusal end
  local id, row = emit('P', uid, mask, account, room, call('HGET', P .. 'r:' .. room, 'name'), reason)
  remember(P .. 'h:' .. room, id, row)
  leave_room(uid, room)
  return ok()
end

-- topic(uid, room, name, text)
verbs.topic = function(uid, room, name, text)
  local mask, account, refusal = as_member(uid, room, name, 'NOT_IN_ROOM')
  if refusal then return refusal end
  local id, row = emit('C', uid, mask, account, room, call('HGET', P .. 'r:' .. room, 'name'), text)
  call('HSET', P .. 'r:' .. room, 'topic', text, 'by', mask, 'at', clock[1])
  remember(P .. 'h:' .. room, id, row)
  return ok()
end

-- topic_of(room, name): answers name, topic, by, at.
reads.topic_of = true
verbs.topic_of = function(room, name)
  local r = call('HMGET', P .. 'r:' .. room, 'name', 'topic', 'by', 'at')
  if not r[1] then return refuse('NO_SUCH_ROOM', name) end
  return ok(r[1], r[2], r[3], r[4])
end

-- modes(room, name): answers name, letters. Every room takes lines from its members only, and none can be changed.
reads.modes = true
verbs.modes = function(room, name)
  local spelt = call('HGET', P .. 'r:' .. room, 'name')
  if not spelt then return refuse('NO_SUCH_ROOM', name) end
  return ok(spelt, 'n')
end

-- names(room, name): answers name, then a row for each member; of an unknown room the name alone.
reads.names = true
verbs.names = function(room, name)
  return ok(call('HGET', P .. 'r:' .. room, 'name') or name) .. members_of(room)
end

-- list(room ...): a row for each of these rooms, or of all that somebody is in: name, number of members, topic.
reads.list = true
verbs.list = function(...)
  local rooms, least = { ... }, 0
  if #rooms == 0 then rooms, least = call('SMEMBERS', P .. 'rooms'), 1 end
  local rows = { ok() }
  for _, room in ipairs(rooms) do
    local r, members = call('HMGET', P .. 'r:' .. room, 'name', 'topic'), call('HLEN', P .. 'm:' .. room)
    if r[1] and members >= least then rows[#rows + 1] = concat({ r[1], text_of(members), r[2] }, '\n') end
  end
  return concat(rows, '\0')
end
