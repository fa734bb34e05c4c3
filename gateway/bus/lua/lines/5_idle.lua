-- When somebody last said something: for WHOIS. A line costs no call more for it: there is one for all of a batch.
--
-- spoke   hash: user -> seconds

local speakers = {}    -- user -> true, of this batch

local function forget_speaker(uid)
  speakers[uid] = nil
  call('HDEL', P .. 'spoke', uid)
end

-- At the end of the batch.
local function note_speakers()
  local flat = {}
  for uid in pairs(speakers) do
    flat[#flat + 1] = uid
    flat[#flat + 1] = clock[1]
  end
  if #flat > 0 then call('HSET', P .. 'spoke', unpack(flat)) end
end
