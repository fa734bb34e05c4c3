-- Lines and tags for a room's operators, or for all in it who have a prefix (STATUSMSG): say_to_status, tag_status. They
-- have no place in the room's history, which everybody in it may read.

-- What @#room and +#room are called, and who hears it: spelling, users.
local function of_rank(rank, room, spelt)
  return rank .. spelt, ranked(room, rank)
end

local function forget_it() end

-- say_to_status(uid, rank "@" or "+", room, name, class, text, send_id [, tags [, further line ...]])
verbs.say_to_status = function(uid, rank, room, name, class, text, send_id, ...)
  local mask, account, spelt, refusal = as_speaker(uid, room, name, text)
  if refusal then return refusal end
  local called, hearers = of_rank(rank, room, spelt)
  return once(forget_it, 's', uid, mask, account, hearers, rank .. room, called, class, text, send_id, ...)
end

-- tag_status(uid, rank, room, name, tags): answers when it was (microseconds), mask, account, name; nobody keeps it.
verbs.tag_status = function(uid, rank, room, name, tags)
  local mask, account, spelt, refusal = as_speaker(uid, room, name, '')
  if refusal then return refusal end
  local called, hearers = of_rank(rank, room, spelt)
  pass_on('t', uid, mask, account, hearers, called, tags, text_of(NOW))
  return ok(text_of(NOW), mask, account, called)
end
