-- Who was here: whowas.
--
-- was:<folded nick>  list: nick, username, host, realname, account, when it ended (seconds), newest first; at most MOST_WAS,
--                    for 24 hours
-- wases              sorted set: folded nick -> when it last ended (seconds); of more than MOST_NICKS the oldest are forgotten
-- Who changes the nick was here under the old one.

local MOST_WAS, MOST_NICKS = 5, 20000

-- The user is, under this nick, no more.
local function note_was(folded, nick, username, host, realname, account)
  local key = P .. 'was:' .. folded
  call('LPUSH', key, concat({ nick, username, host, realname, account, clock[1] }, '\n'))
  call('LTRIM', key, 0, MOST_WAS - 1)
  call('EXPIRE', key, 86400)
  call('ZADD', P .. 'wases', clock[1], folded)
  if call('ZCARD', P .. 'wases') > MOST_NICKS then
    local oldest = call('ZRANGE', P .. 'wases', 0, 0)[1]
    call('DEL', P .. 'was:' .. oldest)
    call('ZREM', P .. 'wases', oldest)
  end
end

-- whowas(folded nick, nick, count): answers at most so many of the newest ("0": all), a row for each.
reads.whowas = true
verbs.whowas = function(folded, nick, count)
  local rows, most = { ok() }, tonumber(count)
  for _, row in ipairs(call('LRANGE', P .. 'was:' .. folded, 0, most > 0 and most - 1 or -1)) do
    if tonumber(string.match(row, '%d+$')) > tonumber(clock[1]) - 86400 then rows[#rows + 1] = row end
  end
  if #rows == 1 then return refuse('WAS_NO_SUCH_NICK', nick) end
  return concat(rows, '\0')
end
