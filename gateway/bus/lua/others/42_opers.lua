-- What only server operators may do: kill, wallops, operators. (To become one is in 20_users.lua; bans are in 65_bans.lua.)

local function refuse_power()
  return refuse('NO_PRIVILEGES', '*')
end

local function is_oper(uid)
  return call('HGET', P .. 'u:' .. uid, 'oper') == '1'
end

-- kill(uid, folded nick, nick, reason): ends a person, on whatever gateway, who hears that and why.
verbs.kill = function(uid, folded, nick, reason)
  if not is_oper(uid) then return refuse_power() end
  local target = call('HGET', P .. 'nicks', folded)
  if not target then return refuse('NO_SUCH_NICK', nick) end
  end_user(target, 'Killed (' .. user(uid, 'nick')[1] .. ': ' .. reason .. ')')
  return ok()
end

-- wallops(uid, text): to the operators, and to those who want to hear it (mode w; the set wallops).
verbs.wallops = function(uid, text)
  if not is_oper(uid) then return refuse_power() end
  local who = user(uid, 'mask', 'account')
  emit('W', uid, who[1], who[2], text, concat(call('SUNION', P .. 'opers', P .. 'wallops'), ','))
  return ok()
end

-- operators(uid): a row for each server operator: mask.
reads.operators = true
verbs.operators = function(uid)
  if not is_oper(uid) then return refuse_power() end
  local rows = { ok() }
  for _, oper in ipairs(call('SMEMBERS', P .. 'opers')) do rows[#rows + 1] = user(oper, 'mask')[1] end
  return concat(rows, '\0')
end

-- time(): the network's time, in seconds.
reads.time = true
verbs.time = function()
  return ok(clock[1])
end
