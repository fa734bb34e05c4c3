-- Network bans as they are kept, and who is banned.
--
-- klines  hash: folded mask (nick!username@host) -> ends, setter, since, reason. Times in seconds; ends: 0 for never
-- dlines  hash: address or network -> the same; the gateways match these, each knows them all
--
-- What is over is no ban, and goes when the bans are listed or one more is set (65_bans.lua).

local function ban_of(row)
  local ends, setter, since, reason = string.match(row, '^(%d+)\n([^\n]*)\n(%d+)\n(.*)$')
  return { ends = tonumber(ends), setter = setter, since = since, reason = reason }
end

local function in_force(ban)
  return ban.ends == 0 or ban.ends > tonumber(clock[1])
end

-- Why a person is banned, or nil. The host is matched as it is shown and as it is.
local function banned(nick, username, host, address)
  local flat = call('HGETALL', P .. 'klines')
  if #flat == 0 then return nil end
  local shown, real = fold(nick .. '!' .. username .. '@' .. host), fold(nick .. '!' .. username .. '@' .. address)
  for i = 1, #flat, 2 do
    if fits(flat[i], shown) or real ~= shown and fits(flat[i], real) then
      local ban = ban_of(flat[i + 1])
      if in_force(ban) then return ban.reason end
    end
  end
end
