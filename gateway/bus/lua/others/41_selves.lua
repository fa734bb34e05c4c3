-- What a person says of itself: away, setname, user_modes.
--
-- invisible, wallops   sets of the users with the modes i and w

local function rooms_of(uid)
  return call('SMEMBERS', P .. 'u:' .. uid .. ':r')
end

-- away(uid, words): "" for here again. Others are told if that is news.
verbs.away = function(uid, words)
  local who = user(uid, 'mask', 'account', 'away')
  if not who[1] then return refuse_gone() end
  if (who[3] or '') == words then return ok() end
  call('HSET', P .. 'u:' .. uid, 'away', words)
  emit('A', uid, who[1], who[2], words, concat(rooms_of(uid), ','))
  return ok()
end

-- setname(uid, realname)
verbs.setname = function(uid, realname)
  local who = user(uid, 'mask', 'account')
  if not who[1] then return refuse_gone() end
  call('HSET', P .. 'u:' .. uid, 'realname', realname)
  emit('R', uid, who[1], who[2], realname, concat(rooms_of(uid), ','))
  return ok()
end

local LETTERS = { 'B', 'i', 'w' }
local SETS = { i = 'invisible', w = 'wallops' }    -- where those who have a mode must be found without asking each

-- Why the modes of whoever has a nick are not this user's to see and to change, or nil.
local function whose_modes(uid, folded, nick)
  local holder = call('HGET', P .. 'nicks', folded)
  if not holder then return refuse('NO_SUCH_NICK', nick) end
  if holder ~= uid then return refuse('MODES_OF_OTHERS', nick) end
end

-- user_modes(uid, letters to set, letters to take, folded nick, nick): B bot, i invisible, w hears WALLOPS; of o, server
-- operator, only the taking; other letters are passed over. The nick is the asker's, and may be "". Answers all letters that
-- are set now, and the changes that were made, like "+Bi-o".
verbs.user_modes = function(uid, set, take, folded, nick)
  local who = user(uid, 'mask', 'modes', 'oper')
  if not who[1] then return refuse_gone() end
  local refusal = (folded or '') ~= '' and whose_modes(uid, folded, nick)
  if refusal then return refusal end
  local now, plus, minus = '', '', ''
  for _, letter in ipairs(LETTERS) do
    local was = find(who[2] or '', letter, 1, true) ~= nil
    local is = (was or find(set, letter, 1, true)) and not find(take, letter, 1, true)
    if is then now = now .. letter end
    if is and not was then plus = plus .. letter end
    if was and not is then minus = minus .. letter end
    if SETS[letter] and was ~= (is and true or false) then call(is and 'SADD' or 'SREM', P .. SETS[letter], uid) end
  end
  if now ~= (who[2] or '') then call('HSET', P .. 'u:' .. uid, 'modes', now) end
  local oper = who[3] == '1'
  if oper and find(take, 'o', 1, true) then
    call('HSET', P .. 'u:' .. uid, 'oper', '')
    call('SREM', P .. 'opers', uid)
    oper, minus = false, minus .. 'o'
  end
  local changes = (plus ~= '' and '+' .. plus or '') .. (minus ~= '' and '-' .. minus or '')
  return ok(now .. (oper and 'o' or ''), changes)
end
