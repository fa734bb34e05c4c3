-- The bundle ends: run the batch, exactly once, and publish what happened.
--
-- Returns a status, then the answers as one string, joined by "\r". Status: OK; FENCED: this incarnation is no more; SKIPPED:
-- the number does not follow the last one kept, so writes were lost.
-- A message is rows: schema, id before, newest id; then a row for each fact. Facts that are not kept leave no trace in the
-- log: without any other, both ids of their message are the newest there was.

-- How the errors begin that Redis gives to a script's first write, so before anything was written.
local CANNOT_WRITE = { OOM = true, READONLY = true, MISCONF = true, NOREPLICAS = true, MASTERDOWN = true }

-- The function of a verb. A batch that holds lines only, as most do, does not pay for making the others.
local function verb_of(name)
  if not verbs[name] then add_others() end
  return verbs[name]
end

-- What a row says: a name and its arguments. Most rows are lines said in a room: to match one takes less than half of
-- what it takes to split it, and what comes after the send-id goes on as it is.
local SAY = '^say\n([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n(.*)$'

local function said_in(row)
  if sub(row, 1, 4) == 'say\n' then return 'say', string.match(row, SAY) end
  return unpack(split(row, '\n'))
end

-- A verb that fails is a bug, and its batch must not suffer for it: its own asker is told, the others go on. But what
-- Redis refuses before anything was written (no memory, a replica) goes up: the batch is tried again later.
local function attempt(name, verb, ...)
  local fine, answer = pcall(verb, ...)
  if fine then return answer end
  local why = type(answer) == 'table' and answer.err or tostring(answer)
  if CANNOT_WRITE[string.match(why, '^%u+')] then error(answer, 0) end
  return refuse('FAILED', name .. ': ' .. string.gsub(why, '[%z\r\n]', ' '))
end

-- The answer of a verb, and what is kept of it for a repeat.
local function run(name, ...)
  local answer = attempt(name, verb_of(name), ...)
  return answer, reads[name] and '' or kept_of[name] and kept_of[name](answer) or answer
end

-- The same of a batch that was already run: what was kept, or what is to be read once more.
local function run_again(before, name, ...)
  local verb = verb_of(name)
  if reads[name] then return attempt(name, verb, ...) end
  if repeats[name] then return attempt(name, repeats[name], before, ...) end
  return before
end

local function replay(rows, kept)
  local answers = {}
  for i, row in ipairs(rows) do answers[i] = run_again(kept[i], said_in(row)) end
  return { 'OK', concat(answers, '\r') }
end

-- The log has what is kept, the live path all.
local function publish()
  local top = concat({ SCHEMA, FIRST, newest }, '\n') .. '\0'
  local message
  if #facts > 0 then
    message = top .. concat(facts, '\0')
    append(message)
  end
  call('PUBLISH', P .. 'facts', live and top .. concat(live, '\0') or message)
end

local rows = split(ARGV[7], '\0')
local number = tonumber(ARGV[2])
local gateway = P .. 'gw:' .. INCARNATION
if number > 0 then
  local before = tonumber(call('HGET', gateway, 'n') or '')
  if not before then return { 'FENCED' } end
  if before == number then return replay(rows, split(call('HGET', gateway, 'r'), '\r')) end
  if before ~= number - 1 then return { 'SKIPPED' } end
end

local answers, kept = {}, {}
for i, row in ipairs(rows) do answers[i], kept[i] = run(said_in(row)) end
note_speakers()
if number > 0 then call('HSET', gateway, 'n', ARGV[2], 'r', concat(kept, '\r')) end
if #facts > 0 or live then publish() end
return { 'OK', concat(answers, '\r') }
