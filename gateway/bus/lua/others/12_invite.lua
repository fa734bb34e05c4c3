-- Asking people in, and asking to be let in: invite, invitations, knock.
--
-- k:<room>  sorted set: user -> when they may knock again (microseconds)

local KNOCK_AGAIN = 60 * SECOND

-- The users in a room with at least this prefix: "+" everyone who has one.
local function ranked(room, prefix)
  local uids, flat = {}, call('HGETALL', P .. 'm:' .. room)
  for i = 1, #flat, 2 do
    local first = sub(flat[i + 1], 1, 1)
    if first == '@' or first == '+' and prefix == '+' then uids[#uids + 1] = flat[i] end
  end
  return concat(uids, ',')
end

-- invite(uid, room, name, folded nick, nick). Only an operator's opens a closed door. Answers name, nick.
verbs.invite = function(uid, room, name, folded, nick)
  local mask, account, refusal, prefix = as_member(uid, room, name, 'NOT_IN_ROOM')
  if refusal then return refusal end
  local r = call('HMGET', P .. 'r:' .. room, 'name', 'modes')
  local operator = is_operator(uid, room, prefix)
  if has_mode(r[2], 'i') and not operator then return refuse('NOT_ROOM_OPERATOR', name) end
  local target = call('HGET', P .. 'nicks', folded)
  if not target then return refuse('NO_SUCH_NICK', nick) end
  if call('HEXISTS', P .. 'm:' .. room, target) == 1 then return refuse('THEY_ARE_IN_ROOM', nick) end
  if operator then invite(target, room) end
  nick = user(target, 'nick')[1]
  emit('I', uid, mask, account, room, r[1], target, nick)
  return ok(r[1], nick)
end

-- invitations(uid): answers a row for each room that an invitation opens: its name.
reads.invitations = true
verbs.invitations = function(uid)
  local rows = { ok() }
  for _, room in ipairs(call('SMEMBERS', P .. 'u:' .. uid .. ':i')) do
    if is_invited(uid, room) then rows[#rows + 1] = call('HGET', P .. 'r:' .. room, 'name') end
  end
  return concat(rows, '\0')
end

-- knock(uid, room, name, text): its operators are told that somebody wants to be let in. Answers name.
verbs.knock = function(uid, room, name, text)
  local r = call('HMGET', P .. 'r:' .. room, 'name', 'modes', 'key', 'lists')
  if not r[1] then return refuse('NO_SUCH_ROOM', name) end
  local who = user(uid, 'mask', 'account')
  if not who[1] then return refuse_gone() end
  if call('HEXISTS', P .. 'm:' .. room, uid) == 1 then return refuse('KNOCK_FROM_WITHIN', name) end
  if r[4] and is_banned(room, who[1]) then return refuse('BANNED', name) end
  if not has_mode(r[2], 'i') and (r[3] or '') == '' then return refuse('DOOR_IS_OPEN', name) end
  local key = P .. 'k:' .. room
  local again = call('ZSCORE', key, uid)
  if again and tonumber(again) > NOW then return refuse('KNOCKED_ALREADY', name) end
  call('ZADD', key, text_of(NOW + KNOCK_AGAIN), uid)
  call('EXPIRE', key, KNOCK_AGAIN / SECOND)
  emit('k', uid, who[1], who[2], ranked(room, '@'), r[1], text)
  return ok(r[1])
end
