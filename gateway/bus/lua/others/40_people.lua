-- Looking people up: who, whois.
--
-- A person is a row: mask, realname, account, oper, since, prefix, rooms ("prefix name,prefix name,..."), away (the words),
-- bot ("1" or ""), idle (seconds), secure ("1" or ""), address ("" if it is nobody's business), modes (letters behind a
-- "+"; "" likewise).

local MOST_PEOPLE = 500        -- that the parts of one answer name
local MOST_LOOKED_AT = 1000    -- about so many people one part looks at more closely than at the nick: nobody else waits long
local DEAR = 4                 -- to look with a mask of question marks costs as much as to look at so many
local MOST_PAGES, PEOPLE_A_PAGE = 10, 500    -- of nicks, or of a room's members, that one part goes through

-- Who asks, as far as it decides whom it may see.
local function viewer(uid)
  return { uid = uid, oper = call('HGET', P .. 'u:' .. uid, 'oper') == '1', rooms = P .. 'u:' .. uid .. ':r' }
end

local function share_a_room(asker, uid)
  return #call('SINTER', asker.rooms, P .. 'u:' .. uid .. ':r') > 0
end

-- The invisible (+i) are seen by themselves, by operators and by those with whom they share a room.
local function sees(asker, uid, modes)
  return not (modes and find(modes, 'i', 1, true)) or asker.oper or asker.uid == uid or share_a_room(asker, uid)
end

local PERSON = { 'mask', 'realname', 'account', 'oper', 'since', 'away', 'modes', 'secure', 'address', 'host' }

-- `u`: what PERSON names, of the user. `spoke`: when it last did, or false.
local function person(asker, uid, u, prefix, rooms, spoke)
  local modes, address = u[7] or '', u[9] or ''
  local confided = asker.oper or asker.uid == uid
  local idle = math.max(0, tonumber(clock[1]) - tonumber(spoke or u[5] or clock[1]))
  return concat({
    u[1] or '', u[2] or '', u[3] or '', u[4] or '', u[5] or '', prefix, rooms, u[6] or '',
    find(modes, 'B', 1, true) and '1' or '', text_of(idle), u[8] or '',
    (confided or address == u[10]) and address or '', confided and '+' .. modes .. (u[4] == '1' and 'o' or '') or '',
  }, '\n')
end

local function person_of(uid)
  return user(uid, unpack(PERSON))
end

-- What a part of a WHO finds, from a cursor on: at most `most`.
local function found_people(asker, cursor, most)
  local found = { uids = {}, people = {}, prefixes = {}, more = '', cursor = cursor }
  function found.add(uid, u, prefix)
    if #found.uids >= most then
      found.more = '1'
      return
    end
    local i = #found.uids + 1
    found.uids[i], found.people[i], found.prefixes[i] = uid, u, prefix
  end
  function found.rows(name)
    local rows = { ok(name, found.more, found.more == '' and found.cursor or '0') }
    local spoke = #found.uids > 0 and call('HMGET', P .. 'spoke', unpack(found.uids)) or {}
    for i, uid in ipairs(found.uids) do
      rows[i + 1] = person(asker, uid, found.people[i], found.prefixes[i], '', spoke[i])
    end
    return concat(rows, '\0')
  end
  return found
end

-- Goes through a hash, page by page, as far as one part may: `look(field, value)` says how closely it looked, 0 or more.
local function go_through(found, key, look, ...)
  local pages, looked = 0, 0
  repeat
    local page = call('HSCAN', key, found.cursor, 'COUNT', PEOPLE_A_PAGE, ...)
    found.cursor, pages = page[1], pages + 1
    for i = 1, #page[2], 2 do
      looked = looked + look(page[2][i], page[2][i + 1])
      if found.more == '1' then return end
    end
  until found.cursor == '0' or pages == MOST_PAGES or looked >= MOST_LOOKED_AT
end

local function is_secret(room)
  return has_mode(call('HGET', P .. 'r:' .. room, 'modes'), 's')
end

local function who_is_in(asker, found, room, opers)
  local outside = call('HEXISTS', P .. 'm:' .. room, asker.uid) == 0
  if outside and not asker.oper and is_secret(room) then return end
  go_through(found, P .. 'm:' .. room, function(uid, row)
    local u = person_of(uid)
    if (not outside or sees(asker, uid, u[7])) and (opers == '' or u[4] == '1') then
      found.add(uid, u, (split_member(row)))
    end
    return 1
  end)
end

-- Whether one of the things of a person that `fields` names (n u h r a, or "" for the whole mask) fits.
local function test_of(mask, fields)
  local fit = matcher(mask)
  return function(u)
    if fields == '' then return fit(fold(u[1] or '')) end
    local nick, username, host = string.match(u[1] or '', '^([^!]*)!([^@]*)@(.*)$')
    local own = { n = nick, u = username, h = host, r = u[2], a = u[3] }
    for field in string.gmatch(fields, '.') do
      if own[field] and own[field] ~= '' and fit(fold(own[field])) then return true end
    end
  end
end

-- Redis leaves out most nicks that cannot fit: where it has characters of its own, or ? stands for a byte, it takes more.
local function superset(mask)
  return (string.gsub(mask, '[^%w*_`{|}%-]', '*'))
end

local function who_fits(asker, found, mask, fields, opers)
  local nicks_only = fields == 'n' or (fields == '' and not find(mask, '[!@]'))
  local fit = nicks_only and matcher(mask) or test_of(mask, fields)
  local cost = find(mask, '?', 1, true) and DEAR or 1
  local function look(folded, uid)
    if nicks_only and not fit(folded) then return 0 end
    local u = person_of(uid)
    if (nicks_only or fit(u)) and (opers == '' or u[4] == '1') and sees(asker, uid, u[7]) then found.add(uid, u, '') end
    return cost
  end
  if opers == '1' then
    for _, uid in ipairs(call('SMEMBERS', P .. 'opers')) do
      look(call('HGET', P .. 'u:' .. uid, 'folded') or '', uid)
    end
  elseif nicks_only and mask ~= '*' then
    go_through(found, P .. 'nicks', look, 'MATCH', superset(mask))
  else
    go_through(found, P .. 'nicks', look)
  end
end

-- who(uid, folded target, target, fields, opers, cursor, before): a room's members, a person by nick, or those whose mask fits, or whose
-- `fields` do (letters: n nick, u username, h host, r realname, a account); "*": everyone. opers "1": operators only. The
-- invisible are left out where only their own room or nick shows them. A part of it, from the cursor on; `before`: how many
-- people the parts before it named. Answers the room's name or "*", "1" if there are more people than are named, the cursor
-- of the next part ("0": there is none), then the people.
reads.who = true
verbs.who = function(uid, folded, target, fields, opers, cursor, before)
  local asker = viewer(uid)
  local found, name = found_people(asker, cursor, MOST_PEOPLE - tonumber(before)), '*'
  if sub(folded, 1, 1) == '#' then
    name = call('HGET', P .. 'r:' .. folded, 'name') or target
    who_is_in(asker, found, folded, opers)
  elseif fields == '' and not find(folded, '[*?!@]') then
    local one = call('HGET', P .. 'nicks', folded)
    local u = one and person_of(one)
    if u and (opers == '' or u[4] == '1') then found.add(one, u, '') end
  else
    who_fits(asker, found, folded, fields, opers)
  end
  return found.rows(name)
end

-- The rooms of a user that the asker may know of: secret ones, and all of somebody invisible, only if it is in there too.
local function rooms_shown(asker, uid, modes)
  local rooms, open = {}, asker.oper or asker.uid == uid
  local hidden = modes and find(modes, 'i', 1, true)
  for _, room in ipairs(call('SMEMBERS', P .. 'u:' .. uid .. ':r')) do
    if open or call('SISMEMBER', asker.rooms, room) == 1 or not (hidden or is_secret(room)) then
      local prefix = split_member(call('HGET', P .. 'm:' .. room, uid))
      rooms[#rooms + 1] = prefix .. ' ' .. call('HGET', P .. 'r:' .. room, 'name')
    end
  end
  return concat(rooms, ',')
end

-- whois(uid, folded nick, nick): answers "*", then the one person, with the rooms it is in.
reads.whois = true
verbs.whois = function(uid, folded, nick)
  local one = call('HGET', P .. 'nicks', folded)
  if not one then return refuse('NO_SUCH_NICK', nick) end
  local asker, u = viewer(uid), person_of(one)
  local spoke = call('HGET', P .. 'spoke', one)
  return ok('*', '', '0') .. '\0' .. person(asker, one, u, '', rooms_shown(asker, one, u[7]), spoke)
end
