-- Who may speak in a room. The hot path of every line: two calls of Redis, and no mask is matched unless lists changed.

local CTCP = '\1'

-- Whether a line is a question of a program to programs (CTCP), which the mode C keeps out; what somebody does is not.
local function is_ctcp(text)
  return sub(text, 1, 1) == CTCP and not find(text, '^\1ACTION[ \1]') and text ~= '\1ACTION'
end

-- Who speaks in a room without being in it: mask and account, or nil if it may not.
local function as_outsider(uid, room, modes, lists)
  if has_mode(modes, 'n') or has_mode(modes, 'm') then return nil end
  local who = user(uid, 'mask', 'account')
  if not who[1] or lists and is_muted(room, who[1], lists) then return nil end
  return who[1], who[2]
end

-- Mask and account of who says `text`, and how the room is spelt; or as fourth result the refusal.
local function as_speaker(uid, room, name, text)
  local member = call('HGET', P .. 'm:' .. room, uid)
  local r = call('HMGET', P .. 'r:' .. room, 'name', 'modes', 'lists')
  local spelt, modes, lists = r[1], r[2] or FIRST_MODES, r[3]
  if not spelt then return nil, nil, nil, refuse('NO_SUCH_ROOM', name) end
  local prefix, mask, account
  if member then
    prefix, mask, account = split_member(member)
    if prefix == '' and (has_mode(modes, 'm') or lists and member_is_muted(uid, room, member, lists)) then mask = nil end
  else
    mask, account = as_outsider(uid, room, modes, lists)
  end
  if not mask or is_ctcp(text) and has_mode(modes, 'C') then return nil, nil, nil, refuse('CANNOT_SPEAK', name) end
  return mask, account, spelt
end
