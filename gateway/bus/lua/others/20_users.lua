-- Users and their sessions: register, nick, quit, oper.
--
-- u:<user>    hash: nick, folded, look, mask, username, host (as shown), address, secure ("1" or ""), realname, account,
--             since (seconds), oper ("1" or ""), key (hash of the sender key, or ""), scope (of its send-ids), sessions
--             (how many); and where they are set modes (letters), away (the words)
-- u:<user>:t  set of the users it has talked with        nicks  hash: folded nick -> user
-- s:<incarnation>  hash: session -> user                 looks  hash: look of a nick -> user
-- opers       set of the server operators                most   the highest number of users there was

local function scope_of(key, folded)
  if key ~= '' then return 'k:' .. key end
  return 'n:' .. folded
end

-- A user is gone: one fact for all rooms, and nothing of a guest stays.
local function end_user(uid, reason)
  local who = user(uid, 'mask', 'account', 'folded', 'look', 'nick', 'username', 'host', 'realname', 'modes')
  local rooms = call('SMEMBERS', P .. 'u:' .. uid .. ':r')
  local id, row = emit('Q', uid, who[1], who[2], reason, concat(rooms, ','))
  for _, room in ipairs(rooms) do
    remember_passage(room, id, row)
    leave_room(uid, room)
  end
  forget_invitations_of(uid)
  for _, peer in ipairs(call('SMEMBERS', P .. 'u:' .. uid .. ':t')) do
    call('DEL', talk(uid, peer))
    call('SREM', P .. 'u:' .. peer .. ':t', uid)
  end
  call('HDEL', P .. 'nicks', who[3])
  call('HDEL', P .. 'looks', who[4])
  call('SREM', P .. 'opers', uid)
  if (who[9] or '') ~= '' then
    call('SREM', P .. 'invisible', uid)
    call('SREM', P .. 'wallops', uid)
  end
  forget_speaker(uid)
  note_was(who[3], who[5], who[6], who[7], who[8], who[2])
  call('DEL', P .. 'u:' .. uid, P .. 'u:' .. uid .. ':r', P .. 'u:' .. uid .. ':t', P .. 'v:u:' .. uid)
end

-- Who stands in the way of a nick: a refusal, or nil once the way is free. A user's own lost connection, known by the
-- sender key, gives way.
local function claim(uid, nick, folded, look, key)
  for _, index in ipairs({ 'nicks', 'looks' }) do
    local holder = call('HGET', P .. index, index == 'nicks' and folded or look)
    if holder and holder ~= uid then
      if key ~= '' and call('HGET', P .. 'u:' .. holder, 'key') == key then
        end_user(holder, 'Connected again')
      else
        return refuse(index == 'nicks' and 'NICK_IN_USE' or 'NICK_LOOKS_TAKEN', nick)
      end
    end
  end
end

local function counts()
  return text_of(call('HLEN', P .. 'nicks')), text_of(call('SCARD', P .. 'opers')),
    text_of(call('SCARD', P .. 'rooms')), call('GET', P .. 'most') or '0', text_of(call('SCARD', P .. 'invisible'))
end

-- register(uid, sid, nick, folded, look, username, host, realname, key, secure): answers uid, nick, users, operators,
-- rooms, most, invisible.
verbs.register = function(uid, sid, nick, folded, look, username, host, realname, key, secure)
  local reason = banned(nick, username, host, host)
  if reason then return refuse('SERVER_BANNED', reason) end
  local refusal = claim(uid, nick, folded, look, key)
  if refusal then return refusal end
  call('HSET', P .. 'nicks', folded, uid)
  call('HSET', P .. 'looks', look, uid)
  local mask = nick .. '!' .. username .. '@' .. host
  call('HSET', P .. 'u:' .. uid, 'nick', nick, 'folded', folded, 'look', look, 'mask', mask, 'username', username,
    'host', host, 'address', host, 'secure', secure, 'realname', realname, 'account', '', 'since', clock[1], 'oper', '',
    'key', key, 'scope', scope_of(key, folded), 'sessions', '1')
  call('HSET', P .. 's:' .. INCARNATION, sid, uid)
  if call('HLEN', P .. 'nicks') > tonumber(call('GET', P .. 'most') or '0') then
    call('SET', P .. 'most', call('HLEN', P .. 'nicks'))
  end
  announce(uid, folded, mask, '')
  return ok(uid, nick, counts())
end

-- nick(uid, nick, folded, look)
verbs.nick = function(uid, nick, folded, look)
  local old = user(uid, 'nick', 'folded', 'look', 'mask', 'account', 'key', 'username', 'host', 'realname', 'address')
  if not old[1] then return refuse_gone() end
  if old[1] == nick then return ok() end
  if banned(nick, old[7], old[8], old[10]) then return refuse('NICK_BANNED', nick) end
  local refusal = claim(uid, nick, folded, look, '')
  if refusal then return refusal end
  local mask = nick .. '!' .. old[7] .. '@' .. old[8]
  local rooms = call('SMEMBERS', P .. 'u:' .. uid .. ':r')
  call('HDEL', P .. 'nicks', old[2])
  call('HDEL', P .. 'looks', old[3])
  if folded ~= old[2] then note_was(old[2], old[1], old[7], old[8], old[9], old[5]) end
  call('HSET', P .. 'nicks', folded, uid)
  call('HSET', P .. 'looks', look, uid)
  call('HSET', P .. 'u:' .. uid, 'nick', nick, 'folded', folded, 'look', look, 'mask', mask, 'scope', scope_of(old[6], folded))
  local id, row = emit('N', uid, old[4], old[5], nick, concat(rooms, ','))
  for _, room in ipairs(rooms) do
    local prefix = split_member(call('HGET', P .. 'm:' .. room, uid))
    call('HSET', P .. 'm:' .. room, uid, concat({ prefix, mask, old[5] }, '\n'))
    remember(P .. 'h:' .. room, id, row)
  end
  return ok()
end

-- A session of a gateway is over; a user left with none is gone. Of a session that is over already, nothing.
local function end_session(incarnation, sid, uid, reason)
  if call('HDEL', P .. 's:' .. incarnation, sid) == 0 then return end
  if call('EXISTS', P .. 'u:' .. uid) == 1 and call('HINCRBY', P .. 'u:' .. uid, 'sessions', '-1') < 1 then
    end_user(uid, reason)
  end
end

-- quit(uid, sid, reason): ends a session.
verbs.quit = function(uid, sid, reason)
  end_session(INCARNATION, sid, uid, reason)
  return ok()
end

-- oper(uid)
verbs.oper = function(uid)
  if call('EXISTS', P .. 'u:' .. uid) == 0 then return refuse_gone() end
  call('HSET', P .. 'u:' .. uid, 'oper', '1')
  call('SADD', P .. 'opers', uid)
  return ok()
end

-- lusers(): answers users, operators, rooms, most, invisible.
reads.lusers = true
verbs.lusers = function()
  return ok(counts())
end
