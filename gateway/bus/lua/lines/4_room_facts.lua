-- What a line must know of its room.
--
-- r:<room>  hash: modes (letters, sorted); origin, once it was renamed (others/13_rename_room.lua)

local FIRST_MODES = 'n'    -- of the lobby, and of rooms without the field

local function has_mode(modes, letter)
  return find(modes or FIRST_MODES, letter, 1, true) ~= nil
end

-- Under which name the send-ids of lines in a room are remembered: a line sent again after a rename is the same line.
local function origin_of(room)
  local origin = call('HGET', P .. 'r:' .. room, 'origin')
  return origin or room
end
