-- Looking people up: who, whois.
--
-- A person is a row: mask, realname, account, oper, since, prefix, rooms ("prefix name,prefix name,...").

local MOST_PEOPLE = 500    -- that one answer names, so that nobody else waits long

local function person(uid, prefix, rooms)
  local u = user(uid, 'mask', 'realname', 'account', 'oper', 'since')
  return concat({ u[1], u[2], u[3], u[4], u[5], prefix, rooms }, '\n')
end

-- who(target, name): a room's members, a person by nick, or with "*" everyone; at most MOST_PEOPLE. Answers the
-- room's name or "*", then the people.
reads.who = true
verbs.who = function(target, name)
  local rows = {}
  if string.sub(target, 1, 1) == '#' then
    name = call('HGET', P .. 'r:' .. target, 'name') or name
    local flat = call('HGETALL', P .. 'm:' .. target)
    for i = 1, math.min(#flat, 2 * MOST_PEOPLE), 2 do rows[#rows + 1] = person(flat[i], (split_member(flat[i + 1])), '') end
  elseif target == '*' then
    local everyone = call('HVALS', P .. 'nicks')
    for i = 1, math.min(#everyone, MOST_PEOPLE) do rows[i] = person(everyone[i], '', '') end
  else
    local uid = call('HGET', P .. 'nicks', target)
    if uid then rows[1] = person(uid, '', '') end
    name = '*'
  end
  table.insert(rows, 1, ok(name))
  return concat(rows, '\0')
end

-- whois(folded nick, nick): answers "*", then the one person, with the rooms it is in.
reads.whois = true
verbs.whois = function(folded, nick)
  local uid = call('HGET', P .. 'nicks', folded)
  if not uid then return refuse('NO_SUCH_NICK', nick) end
  local rooms = {}
  for _, room in ipairs(call('SMEMBERS', P .. 'u:' .. uid .. ':r')) do
    local prefix = split_member(call('HGET', P .. 'm:' .. room, uid))
    rooms[#rooms + 1] = prefix .. ' ' .. call('HGET', P .. 'r:' .. room, 'name')
  end
  return ok('*') .. '\0' .. person(uid, '', concat(rooms, ','))
end
