-- The bundle ends: run the batch, exactly once, and publish what happened.
--
-- log    stream, 60 seconds: the id of a batch's last fact -> field f, the message as it was published
-- last   the newest id
-- Returns a status, then an answer for each verb. Status: OK; FENCED: this incarnation is no more; SKIPPED: the number does
-- not follow the last one kept, so writes were lost.
-- A message is rows: schema, id before, newest id; then a row for each fact.

local LOG_KEPT = 60 * SECOND

local function arguments(at)
  local count = tonumber(ARGV[at + 1])
  return at + 2 + count, unpack(ARGV, at + 2, at + 1 + count)
end

-- How the errors begin that Redis gives to a script's first write, so before anything was written.
local CANNOT_WRITE = { OOM = true, READONLY = true, MISCONF = true, NOREPLICAS = true, MASTERDOWN = true }

-- A verb that fails is a bug, and its batch must not suffer for it: its own asker is told, the others go on. But what
-- Redis refuses before anything was written (no memory, a replica) goes up: the batch is tried again later.
local function run(name, verb, after, ...)
  local fine, answer = pcall(verb, ...)
  if fine then return after, answer end
  local why = type(answer) == 'table' and answer.err or tostring(answer)
  if CANNOT_WRITE[string.match(why, '^%u+')] then error(answer, 0) end
  return after, refuse('FAILED', name .. ': ' .. string.gsub(why, '[%z\n]', ' '))
end

-- The answers of the batch that was already run: kept ones, and what is to be read once more.
local function replay(blob)
  local answers, at, mark = { 'OK' }, 6, 1
  while ARGV[at] do
    local colon = string.find(blob, ':', mark, true)
    local size = tonumber(string.sub(blob, mark, colon - 1))
    local kept = string.sub(blob, colon + 1, colon + size)
    local name = ARGV[at]
    mark = colon + size + 1
    local answer = kept
    if reads[name] then
      at, answer = run(name, verbs[name], arguments(at))
    elseif repeats[name] then
      at, answer = run(name, function(...) return repeats[name](kept, ...) end, arguments(at))
    else
      at = arguments(at)
    end
    answers[#answers + 1] = answer
  end
  return answers
end

local function publish()
  local newest = text_of(last)
  local message = concat({ SCHEMA, text_of(FIRST), newest }, '\n') .. '\0' .. concat(facts, '\0')
  call('SET', P .. 'last', newest)
  call('XADD', P .. 'log', 'MINID', '~', text_of(NOW - LOG_KEPT), newest, 'f', message)
  call('PEXPIRE', P .. 'log', format('%.0f', 2 * LOG_KEPT / 1000))    -- it is trimmed by writes only
  call('PUBLISH', P .. 'facts', message)
end

local number = tonumber(ARGV[2])
local gateway = P .. 'gw:' .. INCARNATION
if number > 0 then
  local before = call('HMGET', gateway, 'n', 'r')
  if not before[1] then return { 'FENCED' } end
  if tonumber(before[1]) == number then return replay(before[2]) end
  if tonumber(before[1]) ~= number - 1 then return { 'SKIPPED' } end
end

local answers, kept, at = { 'OK' }, {}, 6
while ARGV[at] do
  local name, answer = ARGV[at], nil
  at, answer = run(name, verbs[name], arguments(at))
  answers[#answers + 1] = answer
  local keep = reads[name] and '' or kept_of[name] and kept_of[name](answer) or answer
  kept[#kept + 1] = #keep .. ':' .. keep
end
if number > 0 then call('HSET', gateway, 'n', ARGV[2], 'r', concat(kept)) end
if #facts > 0 then publish() end
return answers
