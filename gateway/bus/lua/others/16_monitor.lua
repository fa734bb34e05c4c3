-- Waiting for people: monitor, unmonitor. Whoever comes is a fact only where somebody waits for that nick; who goes or takes
-- another nick is a fact anyway. Each gateway knows for whom its own sessions wait.
--
-- monitored          hash: folded nick -> how many sessions wait for it
-- w:<incarnation>    set: folded nick, session -- what to take back from it when the gateway is gone

local MOST_FORGOTTEN = 1000    -- of a gateway that is gone, at once

local function nobody_waits(folded)
  if call('HINCRBY', P .. 'monitored', folded, '-1') < 1 then call('HDEL', P .. 'monitored', folded) end
end

-- A user has come: whoever waits for the nick is told.
local function announce(uid, folded, mask, account)
  if call('HEXISTS', P .. 'monitored', folded) == 1 then emit('O', uid, mask, account) end
end

-- Nobody on a gateway that is gone waits for anybody; a slice. True when none is left.
local function forget_waiting(incarnation)
  local waiting = call('SPOP', P .. 'w:' .. incarnation, MOST_FORGOTTEN)
  for _, one in ipairs(waiting) do nobody_waits((split(one, '\n'))[1]) end
  return #waiting < MOST_FORGOTTEN
end

-- Those of these people who are here: mask, oper, away ("1" or "") of each.
local function present(...)
  local rows = { ok() }
  for _, folded in ipairs({ ... }) do
    local uid = call('HGET', P .. 'nicks', folded)
    if uid then
      local who = user(uid, 'mask', 'oper', 'away')
      rows[#rows + 1] = concat({ who[1], who[2], who[3] and who[3] ~= '' and '1' or '' }, '\n')
    end
  end
  return concat(rows, '\0')
end

-- present(folded nick ...): answers a row for each that is here: mask, oper, away ("1" or "").
reads.present = true
verbs.present = present

-- monitor(sid, folded nick ...): the session waits for these. Answers as `present`; again to a repeat.
verbs.monitor = function(sid, ...)
  for _, folded in ipairs({ ... }) do
    if call('SADD', P .. 'w:' .. INCARNATION, folded .. '\n' .. sid) == 1 then
      call('HINCRBY', P .. 'monitored', folded, '1')
    end
  end
  return present(...)
end

kept_of.monitor = function() return '' end

repeats.monitor = function(_, _, ...)
  return present(...)
end

-- unmonitor(sid, folded nick ...)
verbs.unmonitor = function(sid, ...)
  for _, folded in ipairs({ ... }) do
    if call('SREM', P .. 'w:' .. INCARNATION, folded .. '\n' .. sid) == 1 then nobody_waits(folded) end
  end
  return ok()
end
