-- Who is in rooms, and which there are: names, list.
--
-- A secret room is there only for who is in it; an invisible user only for who shares the room (invisible: 41_*.lua).

-- names(uid, room, name): answers name, secret ("1" or ""), then a row for each member; of an unknown room the name alone.
reads.names = true
verbs.names = function(uid, room, name)
  local r = call('HMGET', P .. 'r:' .. room, 'name', 'modes')
  if not r[1] then return ok(name, '') end
  local secret = has_mode(r[2], 's') and '1' or ''
  if call('HEXISTS', P .. 'm:' .. room, uid) == 1 then return ok(r[1], secret) .. members_of(room) end
  if secret == '1' then return ok(name, '') end
  local rows, flat = { ok(r[1], '') }, call('HGETALL', P .. 'm:' .. room)
  for i = 1, #flat, 2 do
    if call('SISMEMBER', P .. 'invisible', flat[i]) == 0 then rows[#rows + 1] = flat[i + 1] end
  end
  return concat(rows, '\0')
end

-- Whether a number is above or below, as ">5" says.
local function compares(number, condition)
  local bound = tonumber(sub(condition, 2))
  if sub(condition, 1, 1) == '>' then return number > bound end
  return number < bound
end

-- What LIST can ask of a room: its letter in ELIST -> function(room as listed, the rest of the condition).
local conditions = {
  M = function(room, mask) return matches(mask, room.name) end,
  N = function(room, mask) return not matches(mask, room.name) end,
  U = function(room, condition) return compares(room.members, condition) end,
  C = function(room, condition) return compares(room.minutes, condition) end,
  T = function(room, condition) return room.topic_minutes and compares(room.topic_minutes, condition) or false end,
}

local function minutes_since(seconds)
  return (NOW / SECOND - tonumber(seconds)) / 60
end

local ROOMS_A_PART = 500    -- about 4 ms, for which others wait

-- Some of all rooms there are, from a cursor on, and the cursor of the next.
local function some_rooms(cursor)
  local rooms = {}
  repeat
    local page = call('SSCAN', P .. 'rooms', cursor, 'COUNT', ROOMS_A_PART)
    cursor = page[1]
    for _, room in ipairs(page[2]) do rooms[#rooms + 1] = room end
  until cursor == '0' or #rooms >= ROOMS_A_PART
  return rooms, cursor
end

-- list(uid, cursor, number of names, room ..., condition ...): answers the cursor of the next part ("0": there is none), then
-- a row for each of these rooms, or of those of this part that somebody is in, for which all conditions hold: name, number
-- of members, topic. A condition is a letter of ELIST and what it asks.
reads.list = true
verbs.list = function(uid, cursor, count, ...)
  local asked, named, rooms = { ... }, tonumber(count), nil
  if named > 0 then
    rooms, cursor = { unpack(asked, 1, named) }, '0'
  else
    rooms, cursor = some_rooms(cursor)
  end
  local rows = { ok(cursor) }
  for _, room in ipairs(rooms) do
    local r = call('HMGET', P .. 'r:' .. room, 'name', 'topic', 'modes', 'since', 'at')
    local members = call('HLEN', P .. 'm:' .. room)
    local listed = r[1] and (named > 0 or members > 0) and is_shown(uid, room, r[3])
    if listed and #asked > named then
      local minutes = r[5] ~= '0' and minutes_since(r[5]) or nil
      local facts_of = { name = r[1], members = members, minutes = minutes_since(r[4]), topic_minutes = minutes }
      for i = named + 1, #asked do
        listed = listed and conditions[sub(asked[i], 1, 1)](facts_of, sub(asked[i], 2))
      end
    end
    if listed then rows[#rows + 1] = concat({ r[1], text_of(members), r[2] }, '\n') end
  end
  return concat(rows, '\0')
end
