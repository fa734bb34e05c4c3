-- Reading what was said: history.

local PAGE = 200

local function is_message(row)
  local at = string.find(row, '\n', 1, true)
  local kind = string.sub(row, at + 1, at + 1)
  return kind == 'S' or kind == 'T'
end

-- Rows of a stream from one bound towards the other, at most `limit` of those wanted, in the order read.
local function collect(command, stream, from, to, limit, events)
  local rows, step = {}, command == 'XRANGE' and 1 or -1
  while from * step <= to * step do
    local page = call(command, stream, text_of(from), text_of(to), 'COUNT', PAGE)
    for _, entry in ipairs(page) do
      local row = entry[2][2]
      if events or is_message(row) then rows[#rows + 1] = row end
      if #rows == limit then return rows end
      from = tonumber((string.match(entry[1], '^%d+'))) + step
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

-- Where the history is that a user may read, and its name; or nil.
local function readable(uid, target)
  if string.sub(target, 1, 1) == '#' then
    if call('HEXISTS', P .. 'm:' .. target, uid) == 0 then return nil end
    return P .. 'h:' .. target, call('HGET', P .. 'r:' .. target, 'name')
  end
  local peer = call('HGET', P .. 'nicks', target)
  if not peer then return nil end
  return talk(uid, peer), user(peer, 'nick')[1]
end

-- history(uid, target, name, direction, anchor or "", epoch of the anchor or "", limit, events "1" or ""): answers name,
-- then facts, oldest first.
reads.history = true
verbs.history = function(uid, target, name, direction, anchor, epoch, limit, events)
  local stream, spelt = readable(uid, target)
  if not stream then return refuse('NO_HISTORY', name) end
  if epoch ~= '' and epoch ~= EPOCH then return refuse('UNKNOWN_MESSAGE', name) end
  local oldest, newest = math.max(0, NOW - HISTORY_DAYS * DAY), 9007199254740991
  local rows
  limit, events, anchor = tonumber(limit), events == '1', tonumber(anchor)
  if direction == 'AFTER' then
    rows = collect('XRANGE', stream, math.max(oldest, anchor + 1), newest, limit, events)
  elseif direction == 'BEFORE' then
    rows = reversed(collect('XREVRANGE', stream, anchor - 1, oldest, limit, events))
  else
    rows = reversed(collect('XREVRANGE', stream, newest, math.max(oldest, (anchor or -1) + 1), limit, events))
  end
  table.insert(rows, 1, ok(spelt))
  return concat(rows, '\0')
end
