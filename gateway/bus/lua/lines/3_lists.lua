-- The lists of a room, modes b, e and I: who is banned, who is excepted from that, who needs no invitation.
--
-- b:<room>, e:<room>, I:<room>  hash: folded mask -> mask of who set it, seconds
--
-- A mask "m:..." in b only mutes; in e it only excepts from being muted. The field `lists` of r:<room> is a number that
-- each change of b and e makes higher; it is missing as long as there was none. A member's row keeps whether its mask is
-- muted ("m") and the number for which that is true, so that most lines match no masks.

local MOST_MASKS = 100    -- in all lists of a room

local function listed(letter, room, mask, when_muted)
  for _, entry in ipairs(call('HKEYS', P .. letter .. ':' .. room)) do
    local mutes = string.match(entry, '^m:(.*)')
    if (when_muted or not mutes) and fits(mutes or entry, mask) then return true end
  end
  return false
end

local function is_banned(room, mask)
  mask = fold(mask)
  return listed('b', room, mask) and not listed('e', room, mask)
end

local verdicts = {}    -- room, number of its lists, mask -> whether it is muted, of this batch: one may say much at once

-- Who is banned is muted too: they may have been in the room before.
local function is_muted(room, mask, lists)
  local key = concat({ room, lists, mask }, '\n')
  if verdicts[key] == nil then
    mask = fold(mask)
    verdicts[key] = listed('b', room, mask, true) and not listed('e', room, mask, true)
  end
  return verdicts[key]
end

local function needs_no_invitation(room, mask)
  return listed('I', room, fold(mask))
end

-- Whether a member is muted, by its row if that was found out for these lists; else it is found out and kept.
local function member_is_muted(uid, room, row, lists)
  local prefix, mask, account, verdict = split_member(row)
  local number, letter = string.match(verdict, '^(%d+)(m?)$')
  if number ~= lists then
    letter = is_muted(room, mask, lists) and 'm' or ''
    call('HSET', P .. 'm:' .. room, uid, concat({ prefix, mask, account, lists .. letter }, '\n'))
  end
  return letter == 'm'
end
