-- The gateways' own life: attach, renew, tick, reap, detach. The keeper calls them, outside of any numbered batch.
--
-- gw:<incarnation>  hash: n (number of its last batch), r (that batch's answers), gone with its lease: then it is FENCED
-- leases    sorted set: incarnation -> when its lease ends (microseconds)
-- renewed   when anybody last renewed one, or came (microseconds)
-- config    what must agree on all gateways, as one line of text            facts    the channel of the live path

local LEASE = 6 * SECOND
local SLICE = 200

-- Whether nobody renewed a lease for half of one: it was Redis that was away, not the gateways.
local function redis_was_away()
  return NOW - tonumber(call('GET', P .. 'renewed') or '0') > LEASE / 2
end

-- attach(config, random): a gateway comes, as a new incarnation. Answers "1" and the epoch, or "" and the config in force.
-- Who comes soon after the last renewal shows, as a renewal does, that Redis is there: where the only gateway is killed
-- and started again, its old lease does not begin anew.
verbs.attach = function(config, random)
  local alive = call('ZCOUNT', P .. 'leases', text_of(NOW), '+inf')
  local agreed = call('GET', P .. 'config')
  if agreed and agreed ~= config and alive > 0 then return ok('', agreed) end
  call('SET', P .. 'config', config)
  call('SET', P .. 'epoch', random, 'NX')
  EPOCH = call('GET', P .. 'epoch')
  if call('EXISTS', P .. 'r:' .. LOBBY) == 0 then open_room(LOBBY, LOBBY) end
  call('HSET', P .. 'gw:' .. INCARNATION, 'n', '0', 'r', '')
  call('ZADD', P .. 'leases', text_of(NOW + LEASE), INCARNATION)
  if not redis_was_away() then call('SET', P .. 'renewed', text_of(NOW)) end
  return ok('1', EPOCH)
end

-- agree(config): what must agree has changed, and this gateway's admin begins with it. Those who run go by what they have
-- until they are told to read it again; who comes from now on must have this.
verbs.agree = function(config)
  call('SET', P .. 'config', config)
  return ok()
end

-- renew(): answers "1", or "" if this incarnation has been fenced. Where nobody renewed for half a lease, Redis was away
-- and not the gateways: then all leases begin anew.
verbs.renew = function()
  local ends = text_of(NOW + LEASE)
  if redis_was_away() then
    for _, incarnation in ipairs(call('ZRANGE', P .. 'leases', 0, -1)) do
      call('ZADD', P .. 'leases', ends, incarnation)
    end
  end
  call('SET', P .. 'renewed', text_of(NOW))
  trim()
  if call('EXISTS', P .. 'gw:' .. INCARNATION) == 0 then return ok('') end
  call('ZADD', P .. 'leases', ends, INCARNATION)
  return ok('1')
end

-- tick(): tells all gateways the newest id.
verbs.tick = function()
  call('PUBLISH', P .. 'facts', concat({ SCHEMA, newest, newest }, '\n'))
  return ok()
end

-- Ends at most SLICE sessions of a gateway, and what they waited for; true when none is left.
local function end_sessions(incarnation, reason)
  local sessions = call('HGETALL', P .. 's:' .. incarnation)
  for i = 1, math.min(#sessions, 2 * SLICE), 2 do
    end_session(incarnation, sessions[i], sessions[i + 1], reason)
  end
  return forget_waiting(incarnation) and #sessions <= 2 * SLICE
end

-- reap(): a slice of the users of a gateway whose lease is over. Answers "1" if there is more to reap. A call that waited in
-- a socket while Redis was away comes before any renewal: it must end nobody.
verbs.reap = function()
  if redis_was_away() then return ok('') end
  local over = call('ZRANGEBYSCORE', P .. 'leases', '-inf', '(' .. text_of(NOW), 'LIMIT', '0', '2')
  if #over == 0 then return ok('') end
  call('DEL', P .. 'gw:' .. over[1])
  if end_sessions(over[1], 'Gateway lost') then call('ZREM', P .. 'leases', over[1]) end
  return ok((#over > 1 or call('ZSCORE', P .. 'leases', over[1])) and '1' or '')
end

-- detach(): this gateway goes; its sessions have been ended. Answers "1" if some were left, and call again.
verbs.detach = function()
  if not end_sessions(INCARNATION, 'Gateway stopped') then return ok('1') end
  call('DEL', P .. 'gw:' .. INCARNATION)
  call('ZREM', P .. 'leases', INCARNATION)
  return ok('')
end
