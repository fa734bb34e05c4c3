-- Rooms: who enters and leaves them, and their topic: join, part, part_all, kick, topic.
--
-- r:<room>  hash: name, topic, by, at (seconds), since (seconds), modes (letters, sorted), key, limit ("" if none), lists
-- m:<room>  hash: user id -> prefix, mask, account, verdict          h:<room>  stream of the room's history, field f
-- u:<user>:r  set of the rooms a user is in                          rooms     set of all rooms
-- (<room> is the folded name)

local NEW_MODES = 'nt'    -- of a room that somebody opens

-- So many members a room may have for its history to keep who comes and goes: in a bigger one that would push out what
-- was said.
local MOST_TO_REMEMBER = 500

local function open_room(room, name)
  call('DEL', P .. 'b:' .. room, P .. 'e:' .. room, P .. 'I:' .. room)    -- an older gateway left these behind
  call('HSET', P .. 'r:' .. room, 'name', name, 'topic', '', 'by', '', 'at', '0', 'since', clock[1],
    'modes', room == LOBBY and FIRST_MODES or NEW_MODES, 'key', '', 'limit', '')
  call('SADD', P .. 'rooms', room)
end

-- Somebody comes or goes.
local function remember_passage(room, id, row)
  if call('HLEN', P .. 'm:' .. room) <= MOST_TO_REMEMBER then remember(P .. 'h:' .. room, id, row) end
end

-- A user is no longer in a room; the last one out of it, the lobby apart, takes its topic and history along.
local function leave_room(uid, room)
  call('HDEL', P .. 'm:' .. room, uid)
  call('SREM', P .. 'u:' .. uid .. ':r', room)
  if room ~= LOBBY and call('EXISTS', P .. 'm:' .. room) == 0 then
    call('DEL', P .. 'r:' .. room, P .. 'h:' .. room, P .. 'b:' .. room, P .. 'e:' .. room, P .. 'I:' .. room,
      P .. 'k:' .. room)
    forget_invitations_to(room)
    call('SREM', P .. 'rooms', room)
  end
end

-- The mask, account and (fourth) prefix of a member; or as third result the refusal of one who is none, `otherwise` if the
-- room exists.
local function as_member(uid, room, name, otherwise)
  local member = call('HGET', P .. 'm:' .. room, uid)
  if not member then
    return nil, nil, refuse(call('EXISTS', P .. 'r:' .. room) == 1 and otherwise or 'NO_SUCH_ROOM', name)
  end
  local prefix, mask, account = split_member(member)
  return mask, account, nil, prefix
end

-- Whether a member with this prefix is the room's operator. Nobody becomes the lobby's: there the server's are.
local function is_operator(uid, room, prefix)
  return sub(prefix, 1, 1) == '@' or room == LOBBY and call('SISMEMBER', P .. 'opers', uid) == 1
end

-- Mask and account of a room's operator; or as third result the refusal of who is none.
local function as_operator(uid, room, name)
  local mask, account, refusal, prefix = as_member(uid, room, name, 'NOT_IN_ROOM')
  if refusal or is_operator(uid, room, prefix) then return mask, account, refusal end
  return nil, nil, refuse('NOT_ROOM_OPERATOR', name)
end

-- Who may see that a room is there, and who is in it.
local function is_shown(uid, room, modes)
  return not has_mode(modes, 's') or call('HEXISTS', P .. 'm:' .. room, uid) == 1
end

local function members_of(room)
  local rows = call('HVALS', P .. 'm:' .. room)
  if #rows == 0 then return '' end
  return '\0' .. concat(rows, '\0')
end

-- What a newcomer is told of a room; "" in the place of `names`: without its members.
local function entered(uid, room, already, names)
  local r = call('HMGET', P .. 'r:' .. room, 'name', 'topic', 'by', 'at', 'modes')
  local secret = has_mode(r[5], 's') and '1' or ''
  local read = marker_at(markers_of(uid, call('HGET', P .. 'u:' .. uid, 'key')), room)
  return ok(already, secret, r[1], r[2], r[3], r[4], read) .. (names == '' and '' or members_of(room))
end

-- Why somebody with this mask may not enter a room, or nil. An invitation opens every door.
local function barred(uid, room, mask, key)
  if is_invited(uid, room) then return nil end
  local r = call('HMGET', P .. 'r:' .. room, 'modes', 'key', 'limit', 'lists')
  if r[4] and is_banned(room, mask) then return 'BANNED' end
  if has_mode(r[1], 'i') and not needs_no_invitation(room, mask) then return 'NEEDS_INVITATION' end
  if (r[2] or '') ~= '' and r[2] ~= key then return 'WRONG_KEY' end
  if (r[3] or '') ~= '' and call('HLEN', P .. 'm:' .. room) >= tonumber(r[3]) then return 'ROOM_FULL' end
end

-- A repeat tells the room as it is by then: what is kept of each JOIN must not be as long as the room is large.
kept_of.join = function(answer)
  return string.match(answer, '^ok\n%d+\n1?') or answer
end

repeats.join = function(kept, uid, room, _, _, names)
  if sub(kept, 1, 2) == 'no' then return kept end
  return entered(uid, room, string.match(kept, '1?$'), names)
end

-- join(uid, room, name, key, names "1" or ""): answers already ("1" or ""), secret ("1" or ""), name, topic, by, at, read
-- (the asker's marker), then if `names` a row for each member.
verbs.join = function(uid, room, name, key, names)
  if call('HEXISTS', P .. 'm:' .. room, uid) == 1 then return entered(uid, room, '1', names) end
  if call('SCARD', P .. 'u:' .. uid .. ':r') >= MOST_ROOMS then return refuse('TOO_MANY_ROOMS', name) end
  local who = user(uid, 'mask', 'account', 'realname', 'away')
  if not who[1] then return refuse_gone() end
  local prefix = ''
  if call('EXISTS', P .. 'r:' .. room) == 0 then
    open_room(room, name)
    prefix = '@'
  else
    local reason = barred(uid, room, who[1], key)
    if reason then return refuse(reason, name) end
  end
  forget_invitation(uid, room)
  name = call('HGET', P .. 'r:' .. room, 'name')
  call('HSET', P .. 'm:' .. room, uid, concat({ prefix, who[1], who[2] }, '\n'))
  call('SADD', P .. 'u:' .. uid .. ':r', room)
  local id, row = emit('J', uid, who[1], who[2], room, name, who[3], who[4] or '')
  remember_passage(room, id, row)
  return entered(uid, room, '', names)
end

-- part(uid, room, name, reason)
verbs.part = function(uid, room, name, reason)
  local mask, account, refusal = as_member(uid, room, name, 'NOT_IN_ROOM')
  if refusal then return refusal end
  local id, row = emit('P', uid, mask, account, room, call('HGET', P .. 'r:' .. room, 'name'), reason)
  remember_passage(room, id, row)
  leave_room(uid, room)
  return ok()
end

-- part_all(uid)
verbs.part_all = function(uid)
  for _, room in ipairs(call('SMEMBERS', P .. 'u:' .. uid .. ':r')) do verbs.part(uid, room, room, '') end
  return ok()
end

-- kick(uid, room, name, folded nick, nick, reason)
verbs.kick = function(uid, room, name, folded, nick, reason)
  local mask, account, refusal = as_operator(uid, room, name)
  if refusal then return refusal end
  local target = call('HGET', P .. 'nicks', folded)
  if not target then return refuse('NO_SUCH_NICK', nick) end
  local member = call('HGET', P .. 'm:' .. room, target)
  if not member then return refuse('THEY_ARE_NOT_IN_ROOM', nick) end
  name, nick = call('HGET', P .. 'r:' .. room, 'name'), user(target, 'nick')[1]
  local id, row = emit('K', uid, mask, account, room, name, target, nick, reason)
  remember(P .. 'h:' .. room, id, row)
  leave_room(target, room)
  return ok()
end

-- topic(uid, room, name, text)
verbs.topic = function(uid, room, name, text)
  local mask, account, refusal, prefix = as_member(uid, room, name, 'NOT_IN_ROOM')
  if refusal then return refusal end
  local r = call('HMGET', P .. 'r:' .. room, 'name', 'modes')
  if has_mode(r[2], 't') and not is_operator(uid, room, prefix) then return refuse('NOT_ROOM_OPERATOR', name) end
  local id, row = emit('C', uid, mask, account, room, r[1], text)
  call('HSET', P .. 'r:' .. room, 'topic', text, 'by', mask, 'at', clock[1])
  remember(P .. 'h:' .. room, id, row)
  return ok()
end

-- topic_of(uid, room, name): answers name, topic, by, at.
reads.topic_of = true
verbs.topic_of = function(uid, room, name)
  local r = call('HMGET', P .. 'r:' .. room, 'name', 'topic', 'by', 'at', 'modes')
  if not r[1] then return refuse('NO_SUCH_ROOM', name) end
  if not is_shown(uid, room, r[5]) then return refuse('NOT_IN_ROOM', name) end
  return ok(r[1], r[2], r[3], r[4])
end
