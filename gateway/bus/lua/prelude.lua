-- The bundle begins: what all verbs share. The bundle runs a batch of verbs in queue order, atomically.
--
-- KEYS[1]  the prefix of all keys, "{c}:", one hash tag (docs/bus.md lists every key under it)
-- ARGV[1]  incarnation of the gateway that calls
-- ARGV[2]  number of the batch, 1 2 3 ...; 0: not numbered (the keeper's verbs, each harmless to repeat)
-- ARGV[3]  events that a room's history keeps at least; as a stream goes by nodes, it may be 100 more
-- ARGV[4]  days that a room's history is kept
-- ARGV[5]  most rooms a user may be in
-- ARGV[6]  most bytes that the log holds
-- ARGV[7]  the verbs, rows joined by "\0": each a name and its arguments, fields joined by "\n"
--
-- Rules: check first, write next, publish last, for Redis rolls nothing back. Portable Lua only (real Redis and
-- fakeredis): no globals, cjson, cmsgpack or INFO. Ids are whole numbers below 2^53, formatted with %d. Fields are joined
-- by "\n", rows by "\0", answers by "\r": none of them can be in a line of IRC. One string is cheaper to send, and to read,
-- than many.

local P = KEYS[1]
local call, concat, find, format, sub = redis.call, table.concat, string.find, string.format, string.sub
local INCARNATION = ARGV[1]
local HISTORY_EVENTS, HISTORY_DAYS, MOST_ROOMS = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local SCHEMA = '1'
local LOBBY = '#lobby'
local SECOND = 1000000
local DAY = 86400 * SECOND

local verbs = {}       -- name -> function(argument, ...) -> an answer: rows as one string
local reads = {}       -- name -> true for verbs that write nothing; a repeat reads again
local kept_of = {}     -- name -> function(answer): what is kept of it for a repeat; without one all of it
local repeats = {}     -- name -> function(kept, argument, ...): the answer to a repeat, for verbs in kept_of
local facts = {}       -- rows of this batch that are kept, in order
local live             -- where some are not kept: rows of all

local clock = call('TIME')
local NOW = tonumber(clock[1]) * SECOND + tonumber(clock[2])
local head = call('MGET', P .. 'last', P .. 'epoch', P .. 'logged')
local FIRST = head[1] or '0'                          -- the id before this batch, as text
local last, newest = tonumber(FIRST), FIRST           -- the newest id, and the same as text, which is dear to make
local EPOCH = head[2] or ''

-- The pieces of a text between separators of one character.
local function split(text, separator)
  local pieces, count, mark = {}, 0, 1
  while true do
    local at = find(text, separator, mark, true)
    count = count + 1
    if not at then
      pieces[count] = sub(text, mark)
      return pieces
    end
    pieces[count] = sub(text, mark, at - 1)
    mark = at + 1
  end
end

local function text_of(id)
  return format('%d', id)
end

-- Answers: "ok" or "no", the log id at which it is true, then fields.
local function ok(...)
  return concat({ 'ok', newest, ... }, '\n')
end

local function refuse(reason, subject)
  return concat({ 'no', newest, reason, subject }, '\n')
end

-- The asker is no user any more: the nick was taken back by its owner while this verb was on its way.
local function refuse_gone()
  return refuse('GONE', '*')
end

-- One more fact at the end of the log: its id and its row. No id is used up where the row cannot be made.
local function emit(kind, uid, mask, account, ...)
  local number = math.max(NOW, last + 1)
  local id = text_of(number)
  local row = concat({ id .. EPOCH, kind, uid, mask, account, ... }, '\n')
  last, newest = number, id
  facts[#facts + 1] = row
  if live then live[#live + 1] = row end
  return id, row
end

-- A fact that is not kept: it goes out among the others, with the id of the one before it and none of its own.
local function pass_on(kind, uid, mask, account, ...)
  if not live then
    live = {}
    for i, row in ipairs(facts) do live[i] = row end
  end
  live[#live + 1] = concat({ newest .. EPOCH, kind, uid, mask, account, ... }, '\n')
end

-- A stream of history gets one more row. What is too much goes by whole nodes (~), which is half as dear; what is too old
-- goes when its turn comes (others/55_forget.lua).
local function remember(stream, id, row)
  call('XADD', stream, 'MAXLEN', '~', HISTORY_EVENTS, id, 'f', row)
end

local function user(uid, ...)
  return call('HMGET', P .. 'u:' .. uid, ...)
end

-- The stream of the talk of two users.
local function talk(a, b)
  if b < a then a, b = b, a end
  return P .. 't:' .. a .. ':' .. b
end

-- A member of a room as the hash m:<room> keeps it: prefix, mask, account, verdict (lines/3_lists.lua; "" if none was made yet).
local function split_member(row)
  local prefix, mask, account, verdict = string.match(row, '^([^\n]*)\n([^\n]*)\n([^\n]*)\n?(.*)$')
  return prefix, mask, account, verdict
end
