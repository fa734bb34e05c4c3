-- Forgetting what is older than history is kept: a slice of the key space with each renewal of a lease.
--
-- forgetting   where the next slice begins (the cursor of SCAN)

local KEYS_A_SLICE = 100

-- forget(): a slice; all gateways share the work.
verbs.forget = function()
  local slice = call('SCAN', call('GET', P .. 'forgetting') or '0', 'MATCH', P .. '[ht]:*', 'COUNT', KEYS_A_SLICE)
  for _, stream in ipairs(slice[2]) do
    call('XTRIM', stream, 'MINID', text_of(NOW - HISTORY_DAYS * DAY))
    if call('XLEN', stream) == 0 then call('DEL', stream) end
  end
  call('SET', P .. 'forgetting', slice[1])
  return ok()
end
