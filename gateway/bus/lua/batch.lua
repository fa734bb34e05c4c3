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

-- A verb that fails is a bug, and its batch must not suffer for it: its own asker is told, the others go on. But what
-- Redis refuses before anything was written (no memory, a replica) goes up: the batch is tried again later.
local function run(name, verb, ...)
  local fine, answer = pcall(verb, ...)
  if fine then return answer end
  local why = type(answer) == 'table' and answer.err or tostring(answer)
  if CANNOT_WRITE[string.match(why, '^%u+')] then error(answer, 0) end
  return refuse('FAILED', name .. ': ' .. string.gsub(why, '[%z\r\n]', ' '))
end

-- The answers of the batch that was already run: kept ones, and what is to be read once more.
local function replay(rows, kept)
  local answers = {}
  for i, row in ipairs(rows) do
    local fields = split(row, '\n')
    local name = fields[1]
    local verb = verb_of(name)
    if reads[name] then
      answers[i] = run(name, verb, unpack(fields, 2))
    elseif repeats[name] then
      answers[i] = run(name, repeats[name], kept[i], unpack(fields, 2))
    else
      answers[i] = kept[i]
    end
  end
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
for i, row in ipairs(rows) do
  local fields = split(row, '\n')
  local name = fields[1]
  local answer = run(name, verb_of(name), unpack(fields, 2))
  answers[i] = answer
  kept[i] = reads[name] and '' or kept_of[name] and kept_of[name](answer) or answer
end
note_speakers()
if number > 0 then call('HSET', gateway, 'n', ARGV[2], 'r', concat(kept, '\r')) end
if #facts > 0 or live then publish() end
return { 'OK', concat(answers, '\r') }
