-- The log: each batch's message, for 60 s and of at most ARGV[6] bytes.
--
-- log     stream: the id of a batch's last fact -> field f, the message as it was published
-- last    the newest id
-- logged  bytes written to the log since the newest mark
-- marks   list: the id at which each 256th part of its most bytes was full, oldest first
--
-- What is older than 60 s goes by whole nodes of the stream (~) with each write, and to the entry with each renewal of a
-- lease. What is too much goes to the entry: the oldest mark of 256 bounds it. So the log is never more than its most
-- bytes and one message.

local LOG_KEPT = 60 * SECOND
local MARKS = 255
local MARK_BYTES = math.floor(tonumber(ARGV[6]) / (MARKS + 1))
local ENTRY_BYTES = 24    -- of each entry beside its message, about

local function append(message)
  local log, logged = P .. 'log', tonumber(head[3] or '0') + #message + ENTRY_BYTES
  call('XADD', log, 'MINID', '~', text_of(NOW - LOG_KEPT), newest, 'f', message)
  while logged >= MARK_BYTES do
    logged = logged - MARK_BYTES
    if call('RPUSH', P .. 'marks', newest) > MARKS then
      call('XTRIM', log, 'MINID', call('LPOP', P .. 'marks'))
    end
  end
  call('MSET', P .. 'last', newest, P .. 'logged', text_of(logged))
end

-- Nobody may have written for long; and when no gateway is left, the log goes.
local function trim()
  call('XTRIM', P .. 'log', 'MINID', text_of(NOW - LOG_KEPT))
  call('PEXPIRE', P .. 'log', text_of(2 * LOG_KEPT / 1000))
end
