-- Reading what was said: history, history_targets.
--
-- Rows are of the kinds wanted, given as their letters (see codec/facts.py). A message (MESSAGES) can be redacted, and
-- counts as the latest of its target.

local MESSAGES = 'ST'

local function kind_of(row)
  local at = find(row, '\n', 1, true)
  return sub(row, at + 1, at + 1)
end

local function number_of(entry)
  return tonumber((string.match(entry[1], '^%d+')))
end

-- The oldest id that history may be read from.
local function oldest_kept()
  return math.max(0, NOW - HISTORY_DAYS * DAY)
end

-- Where the history is that a user may read, its name, and in a room the user's prefix; or nil.
local function readable(uid, target)
  if sub(target, 1, 1) == '#' then
    local member = call('HGET', P .. 'm:' .. target, uid)
    if not member then return nil end
    return P .. 'h:' .. target, call('HGET', P .. 'r:' .. target, 'name'), (split_member(member))
  end
  local peer = call('HGET', P .. 'nicks', target)
  if not peer then return nil end
  return talk(uid, peer), user(peer, 'nick')[1]
end

local PAGE = 200
local FURTHEST = 9007199254740991
local MOST_ROWS_FOR_TARGETS = 5000    -- that one listing of targets reads, so that nobody else waits long

-- Rows of a stream from one bound towards the other, at most `limit` of the kinds wanted, in the order read.
local function collect(command, stream, from, to, limit, kinds)
  local rows, step = {}, command == 'XRANGE' and 1 or -1
  while from * step <= to * step and #rows < limit do
    local page = call(command, stream, text_of(from), text_of(to), 'COUNT', PAGE)
    for _, entry in ipairs(page) do
      local row = entry[2][2]
      if find(kinds, kind_of(row), 1, true) then rows[#rows + 1] = row end
      if #rows == limit then return rows end
      from = number_of(entry) + step
    end
    if #page < PAGE then break end
  end
  return rows
end

local function reversed(rows)
  local turned = {}
  for i = #rows, 1, -1 do turned[#turned + 1] = rows[i] end
  return turned
end

-- Half before and half from the anchor on; where one side has less, the other has more.
local function around(stream, anchor, limit, kinds)
  local before = collect('XREVRANGE', stream, anchor - 1, oldest_kept(), limit, kinds)
  local after = collect('XRANGE', stream, math.max(oldest_kept(), anchor), FURTHEST, limit, kinds)
  local rows = {}
  for i = math.min(#before, math.max(math.floor(limit / 2), limit - #after)), 1, -1 do rows[#rows + 1] = before[i] end
  for i = 1, math.min(#after, limit - #rows) do rows[#rows + 1] = after[i] end
  return rows
end

-- The rows asked for, oldest first.
local function rows_asked(stream, direction, anchor, limit, kinds, bound)
  local oldest = oldest_kept()
  if direction == 'AROUND' then
    return around(stream, anchor, limit, kinds)
  elseif direction == 'AFTER' then
    return collect('XRANGE', stream, math.max(oldest, anchor + 1), FURTHEST, limit, kinds)
  elseif direction == 'BETWEEN' and anchor < bound then
    return collect('XRANGE', stream, math.max(oldest, anchor + 1), bound - 1, limit, kinds)
  end
  local from, to = FURTHEST, (anchor or -1) + 1
  if direction == 'BEFORE' then
    from, to = anchor - 1, oldest
  elseif direction == 'BETWEEN' then
    from, to = anchor - 1, bound + 1
  end
  return reversed(collect('XREVRANGE', stream, from, math.max(oldest, to), limit, kinds))
end

local function is_unknown(epoch)
  return epoch ~= '' and epoch ~= EPOCH
end

-- history(uid, target, name, direction, anchor or "", epoch of the anchor or "", limit, letters of the kinds wanted, other
-- bound, its epoch or ""): answers name, then facts, oldest first.
reads.history = true
verbs.history = function(uid, target, name, direction, anchor, epoch, limit, kinds, bound, bound_epoch)
  local stream, spelt = readable(uid, target)
  if not stream then return refuse('NO_HISTORY', name) end
  if is_unknown(epoch) or is_unknown(bound_epoch) then return refuse('UNKNOWN_MESSAGE', name) end
  local rows = rows_asked(stream, direction, tonumber(anchor), tonumber(limit), kinds, tonumber(bound))
  table.insert(rows, 1, ok(spelt))
  return concat(rows, '\0')
end

-- The id of the latest message of a stream if it is between two ids (exclusive), or nil; and how many rows were read. No
-- further page is read once it was `most`. Most streams end with a message or nearly so: the pages begin small.
local function latest_between(stream, low, high, most)
  local from, to, count, read = FURTHEST, math.max(oldest_kept(), low + 1), 4, 0
  while from >= to and read < most do
    local page = call('XREVRANGE', stream, text_of(from), text_of(to), 'COUNT', count)
    for _, entry in ipairs(page) do
      from = number_of(entry)
      read = read + 1
      if find(MESSAGES, kind_of(entry[2][2]), 1, true) then return from < high and from or nil, read end
    end
    if #page < count then break end
    from, count = from - 1, math.min(PAGE, 4 * count)
  end
  return nil, read
end

-- The streams that a user may read: stream -> folded room, or user.
local function streams_of(uid)
  local rooms, peers = {}, {}
  for _, room in ipairs(call('SMEMBERS', P .. 'u:' .. uid .. ':r')) do rooms[P .. 'h:' .. room] = room end
  for _, peer in ipairs(call('SMEMBERS', P .. 'u:' .. uid .. ':t')) do peers[talk(uid, peer)] = peer end
  return rooms, peers
end

-- history_targets(uid, anchor, other bound, limit): rooms and people by their latest message, which is between the bounds
-- (exclusive), counted from the anchor. Answers a row for each: name, id; oldest first.
reads.history_targets = true
verbs.history_targets = function(uid, anchor, bound, limit)
  anchor, bound, limit = tonumber(anchor), tonumber(bound), tonumber(limit)
  local low, high, left = math.min(anchor, bound), math.max(anchor, bound), MOST_ROWS_FOR_TARGETS
  local found = {}
  local function look(stream, name)
    if left <= 0 then return end
    local latest, read = latest_between(stream, low, high, left)
    left = left - read
    if latest then found[#found + 1] = { latest, name } end
  end
  local rooms, peers = streams_of(uid)
  for stream, room in pairs(rooms) do look(stream, call('HGET', P .. 'r:' .. room, 'name')) end
  for stream, peer in pairs(peers) do look(stream, user(peer, 'nick')[1]) end
  table.sort(found, function(a, b) return a[1] < b[1] end)
  local first = anchor < bound and 1 or math.max(1, #found - limit + 1)
  local rows = { ok() }
  for i = first, math.min(#found, first + limit - 1) do
    rows[#rows + 1] = found[i][2] .. '\n' .. text_of(found[i][1])
  end
  return concat(rows, '\0')
end
