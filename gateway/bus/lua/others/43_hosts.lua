-- The host that others see of a person, given by a server operator: set_host.

-- set_host(uid, folded nick, nick, host)
verbs.set_host = function(uid, folded, nick, host)
  if not is_oper(uid) then return refuse_power() end
  local target = call('HGET', P .. 'nicks', folded)
  if not target then return refuse('NO_SUCH_NICK', nick) end
  local who = user(target, 'mask', 'account', 'nick', 'username', 'host')
  if who[5] == host then return ok() end
  local mask, rooms = who[3] .. '!' .. who[4] .. '@' .. host, rooms_of(target)
  call('HSET', P .. 'u:' .. target, 'host', host, 'mask', mask)
  emit('H', target, who[1], who[2], who[4], host, concat(rooms, ','))
  for _, room in ipairs(rooms) do
    local prefix = split_member(call('HGET', P .. 'm:' .. room, target))
    call('HSET', P .. 'm:' .. room, target, concat({ prefix, mask, who[2] }, '\n'))
  end
  return ok()
end
