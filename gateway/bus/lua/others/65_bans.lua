-- Network bans: set_ban, lift_ban, bans, sweep. How they are kept: 09_bans.lua.
--
-- sweeps  set of the klines whose people have not all been ended yet

local MOST_BANS = 1000    -- of each kind: everybody who registers is held against them

local function bans_key(kind)
  return P .. (kind == 'KLINE' and 'klines' or 'dlines')
end

-- The bans that hold; those that are over go.
local function clean_bans(key)
  local flat, held = call('HGETALL', key), {}
  for i = 1, #flat, 2 do
    local ban = ban_of(flat[i + 1])
    if in_force(ban) then
      held[#held + 1] = concat({ flat[i], ban.setter, ban.since, text_of(ban.ends), ban.reason }, '\n')
    else
      call('HDEL', key, flat[i])
    end
  end
  return held
end

local function fits_user(mask, uid)
  local u = user(uid, 'nick', 'username', 'host', 'address')
  local before = u[1] .. '!' .. u[2] .. '@'
  return matches(mask, before .. u[3]) or (u[4] and u[4] ~= u[3] and matches(mask, before .. u[4]))
end

-- Ends at most SLICE of those whom a mask fits. Answers how many, and whether there are more.
local function end_fitting(mask, reason)
  local ended = 0
  for _, uid in ipairs(call('HVALS', P .. 'nicks')) do
    if fits_user(mask, uid) then
      if ended == SLICE then return ended, true end
      end_user(uid, 'Banned (' .. reason .. ')')
      ended = ended + 1
    end
  end
  return ended, false
end

-- set_ban(uid, kind, folded mask, seconds or 0, reason): from now on, and again of one that is there. Of a KLINE those whom
-- it fits end at once; a DLINE is a fact, and each gateway ends those from there. Answers how many were ended here, and "1"
-- if there are more, whom the keepers will end.
verbs.set_ban = function(uid, kind, mask, seconds, reason)
  if not is_oper(uid) then return refuse_power() end
  if kind == 'KLINE' and fits_user(mask, uid) then return refuse('FITS_YOURSELF', mask) end
  local key = bans_key(kind)
  if #clean_bans(key) >= MOST_BANS and call('HEXISTS', key, mask) == 0 then return refuse('TOO_MANY_BANS', mask) end
  local who = user(uid, 'nick', 'mask', 'account')
  local ends = seconds == '0' and '0' or text_of(tonumber(clock[1]) + tonumber(seconds))
  call('HSET', key, mask, concat({ ends, who[1], clock[1], reason }, '\n'))
  if kind == 'DLINE' then
    emit('X', uid, who[2], who[3], mask, ends, reason)
    return ok('0', '')
  end
  local ended, more = end_fitting(mask, reason)
  if more then call('SADD', P .. 'sweeps', mask) end
  return ok(text_of(ended), more and '1' or '')
end

-- lift_ban(uid, kind, folded mask)
verbs.lift_ban = function(uid, kind, mask)
  if not is_oper(uid) then return refuse_power() end
  local key = bans_key(kind)
  local row = call('HGET', key, mask)
  if not row or not in_force(ban_of(row)) then return refuse('NO_SUCH_BAN', mask) end
  local who = user(uid, 'mask', 'account')
  call('HDEL', key, mask)
  if kind == 'DLINE' then emit('x', uid, who[1], who[2], mask) end
  return ok()
end

-- bans(uid, kind): a row for each: mask, setter, since, ends, reason. With uid "" a gateway asks, for itself.
verbs.bans = function(uid, kind)
  if uid ~= '' and not is_oper(uid) then return refuse_power() end
  local rows = clean_bans(bans_key(kind))
  table.insert(rows, 1, ok())
  return concat(rows, '\0')
end

kept_of.bans = function() return '' end

repeats.bans = function(_, uid, kind)
  return verbs.bans(uid, kind)
end

-- sweep(): a slice of those whom a new ban fits. Answers "1" if there is more to do.
verbs.sweep = function()
  local mask = call('SRANDMEMBER', P .. 'sweeps')
  if not mask then return ok('') end
  local row = call('HGET', P .. 'klines', mask)
  local ban, _, more = row and ban_of(row), 0, false
  if ban and in_force(ban) then _, more = end_fitting(mask, ban.reason) end
  if not more then call('SREM', P .. 'sweeps', mask) end
  return ok((more or call('EXISTS', P .. 'sweeps') == 1) and '1' or '')
end
