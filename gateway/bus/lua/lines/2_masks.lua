-- Masks: words with wildcards, * for any characters and ? for one, compared as names are (only A-Z equal a-z).

local fold = string.lower

-- A pattern of Lua for a piece of a mask without stars. A question mark is a character of UTF-8, not a byte.
local function piece_pattern(piece)
  local plain = string.gsub(piece, '[%^%$%(%)%%%.%[%]%+%-]', '%%%0')
  return (string.gsub(plain, '%?', function() return '[%z\1-\127\194-\244][\128-\191]*' end))
end

-- A function that says whether a folded text fits a folded mask. Piece by piece from the left, each where it comes first,
-- so that no mask takes longer than its length times the text's.
local function matcher(mask)
  if not find(mask, '[*?]') then
    return function(text) return text == mask end
  end
  local pieces = split(mask, '*')
  for i, piece in ipairs(pieces) do pieces[i] = piece_pattern(piece) end
  local count = #pieces
  if count == 1 then
    return function(text) return find(text, '^' .. pieces[1] .. '$') ~= nil end
  end
  return function(text)
    local _, at = find(text, '^' .. pieces[1])
    for i = 2, count - 1 do
      if not at then return false end
      if pieces[i] ~= '' then _, at = find(text, pieces[i], at + 1) end
    end
    return at ~= nil and find(text, pieces[count] .. '$', at + 1) ~= nil
  end
end

local matchers = {}    -- mask -> function, of this batch: to make one costs as much as to use it

-- Whether a folded text fits a folded mask.
local function fits(mask, text)
  local fit = matchers[mask]
  if not fit then
    fit = matcher(mask)
    matchers[mask] = fit
  end
  return fit(text)
end

-- Whether a text fits a mask, both as they are spelt.
local function matches(mask, text)
  return fits(fold(mask), fold(text))
end
