-- Modes of rooms: modes, mode, masks.
--
-- The letters of flags that are on are in the field `modes` of r:<room>: C no CTCP but ACTION, i invited only, m only who
-- has a prefix speaks, n from within only, s secret, t topic by operators. o and v are prefixes of members; b, e and I lists
-- (lines/3_lists.lua); k the key, l the limit.

local MOST_CHANGES_BYTES = 240    -- of one fact: fits a line with the longest mask and room name
local RANKS = { o = '@', v = '+' }

-- What each changer gets: the room as it is by then, whether to set, the parameter, the letter. It answers the parameter to
-- show, or nil where nothing changed, and then perhaps why not: a reason and what that is about.
local function change_flag(state, on, _, letter)
  if on == has_mode(state.modes, letter) then return nil end
  local letters = { on and letter or nil }
  for other in string.gmatch(state.modes, '%a') do
    if other ~= letter then letters[#letters + 1] = other end
  end
  table.sort(letters)
  state.modes = concat(letters)
  return ''
end

local function change_prefix(state, on, nick, letter)
  local uid = call('HGET', P .. 'nicks', fold(nick))
  if not uid then return nil, 'NO_SUCH_NICK', nick end
  local member = call('HGET', P .. 'm:' .. state.room, uid)
  if not member then return nil, 'THEY_ARE_NOT_IN_ROOM', nick end
  local prefix, mask, account, verdict = split_member(member)
  local has = {}
  for rank, sign in pairs(RANKS) do has[rank] = find(prefix, sign, 1, true) ~= nil end
  if has[letter] == on then return nil end
  has[letter] = on
  local now = (has.o and '@' or '') .. (has.v and '+' or '')
  call('HSET', P .. 'm:' .. state.room, uid, concat({ now, mask, account, verdict }, '\n'))
  return (string.match(mask, '^[^!]*'))
end

local function change_list(state, on, mask, letter)
  local list = P .. letter .. ':' .. state.room
  if on == (call('HEXISTS', list, mask) == 1) then return nil end
  if on then
    local room, count = state.room, 0
    for each in string.gmatch('beI', '%a') do count = count + call('HLEN', P .. each .. ':' .. room) end
    if count >= MOST_MASKS then return nil, 'LIST_FULL', letter end
    call('HSET', list, mask, concat({ state.by, clock[1] }, '\n'))
  else
    call('HDEL', list, mask)
  end
  if letter ~= 'I' then state.relisted = true end
  return mask
end

local function change_key(state, on, key)
  if on and state.key ~= '' then
    if state.key == key then return nil end
    return nil, 'KEY_IS_SET', state.name
  end
  if not on and state.key == '' then return nil end
  state.key = on and key or ''
  return on and key or '*'
end

local function change_limit(state, on, limit)
  limit = on and limit or ''
  if state.limit == limit then return nil end
  state.limit = limit
  return limit
end

local changers = {
  o = change_prefix, v = change_prefix, b = change_list, e = change_list, I = change_list, k = change_key, l = change_limit,
}

-- Changes as MODE says them, from one on: "+ov-b ann bob x!*@*", as many as fit; and the first that did not.
local function in_words(changes, from)
  local letters, parameters, sign, bytes, next = {}, {}, '', 0, from
  while next <= #changes do
    local change = changes[next]
    bytes = bytes + 3 + #change.shown
    if bytes > MOST_CHANGES_BYTES and next > from then break end
    letters[#letters + 1] = (change.sign ~= sign and change.sign or '') .. change.letter
    if change.shown ~= '' then parameters[#parameters + 1] = ' ' .. change.shown end
    sign, next = change.sign, next + 1
  end
  return concat(letters) .. concat(parameters), next
end

-- mode(uid, room, name, change ...): a change is "+" or "-", a letter, and perhaps a parameter; a mask is folded. Answers a
-- row for each that cannot be: reason, what it is about.
verbs.mode = function(uid, room, name, ...)
  local mask, account, refusal = as_operator(uid, room, name)
  if refusal then return refusal end
  local r = call('HMGET', P .. 'r:' .. room, 'name', 'modes', 'key', 'limit', 'lists')
  local state = { room = room, name = r[1], modes = r[2] or FIRST_MODES, key = r[3] or '', limit = r[4] or '', by = mask }
  local changes, failures = {}, {}
  for _, change in ipairs({ ... }) do
    local sign, letter, parameter = sub(change, 1, 1), sub(change, 2, 2), sub(change, 3)
    local shown, reason, subject = (changers[letter] or change_flag)(state, sign == '+', parameter, letter)
    if shown then
      changes[#changes + 1] = { sign = sign, letter = letter, shown = shown }
    elseif reason then
      failures[#failures + 1] = '\0' .. reason .. '\n' .. subject
    end
  end
  call('HSET', P .. 'r:' .. room, 'modes', state.modes, 'key', state.key, 'limit', state.limit)
  if state.relisted then call('HSET', P .. 'r:' .. room, 'lists', text_of(tonumber(r[5] or '0') + 1)) end
  local from, text = 1, nil
  while from <= #changes do
    text, from = in_words(changes, from)
    local id, row = emit('M', uid, mask, account, room, state.name, text)
    remember(P .. 'h:' .. room, id, row)
  end
  return ok() .. concat(failures)
end

-- modes(uid, room, name): answers name, letters, key ("*" to who is not in the room, "" if there is none), limit, since.
reads.modes = true
verbs.modes = function(uid, room, name)
  local r = call('HMGET', P .. 'r:' .. room, 'name', 'modes', 'key', 'limit', 'since')
  if not r[1] then return refuse('NO_SUCH_ROOM', name) end
  local key = r[3] or ''
  if key ~= '' and call('HEXISTS', P .. 'm:' .. room, uid) == 0 then key = '*' end
  return ok(r[1], r[2] or FIRST_MODES, key, r[4] or '', r[5])
end

-- masks(uid, room, name, letter): a list of a room, for who is in it; bans for everybody. Answers name, then rows: mask, mask
-- of who set it, seconds.
reads.masks = true
verbs.masks = function(uid, room, name, letter)
  local r = call('HMGET', P .. 'r:' .. room, 'name', 'modes')
  if not r[1] then return refuse('NO_SUCH_ROOM', name) end
  local within = call('HEXISTS', P .. 'm:' .. room, uid) == 1
  if not within and (letter ~= 'b' or has_mode(r[2], 's')) then return refuse('NOT_IN_ROOM', name) end
  local rows, flat = { ok(r[1]) }, call('HGETALL', P .. letter .. ':' .. room)
  for i = 1, #flat, 2 do rows[#rows + 1] = flat[i] .. '\n' .. flat[i + 1] end
  return concat(rows, '\0')
end
