-- Invitations of users to rooms: each opens the door once, within an hour.
--
-- i:<room>    sorted set: user -> when the invitation ends (microseconds)
-- u:<user>:i  set of the rooms a user was invited to; some of these invitations may be over

local INVITATION = 3600 * SECOND

local function invite(uid, room)
  call('ZADD', P .. 'i:' .. room, text_of(NOW + INVITATION), uid)
  call('EXPIRE', P .. 'i:' .. room, INVITATION / SECOND)
  call('SADD', P .. 'u:' .. uid .. ':i', room)
end

local function is_invited(uid, room)
  local ends = call('ZSCORE', P .. 'i:' .. room, uid)
  return ends and tonumber(ends) > NOW
end

local function forget_invitation(uid, room)
  call('ZREM', P .. 'i:' .. room, uid)
  call('SREM', P .. 'u:' .. uid .. ':i', room)
end

-- Of a user, or of a room, that is gone.
local function forget_invitations_of(uid)
  for _, room in ipairs(call('SMEMBERS', P .. 'u:' .. uid .. ':i')) do call('ZREM', P .. 'i:' .. room, uid) end
  call('DEL', P .. 'u:' .. uid .. ':i')
end

local function forget_invitations_to(room)
  for _, uid in ipairs(call('ZRANGE', P .. 'i:' .. room, 0, -1)) do call('SREM', P .. 'u:' .. uid .. ':i', room) end
  call('DEL', P .. 'i:' .. room)
end
