-- Up to when a user has read a room or a talk (IRCv3 read-marker): mark_read, read_marker.
--
-- v:<scope>   sorted set: folded name of a room or a person -> time in microseconds. The scope is "k:<sender key>" of
--             those who have one, and kept as long as history is; else "u:<user>", and gone with the guest.

local MOST_MARKERS = 1000    -- of a scope; those of the longest ago give way

local function markers_of(uid, key)
  if key and key ~= '' then return P .. 'v:k:' .. key end
  return P .. 'v:u:' .. uid
end

-- The marker of a target as text, "0" where there is none.
local function marker_at(markers, target)
  return text_of(tonumber(call('ZSCORE', markers, target) or '0'))
end

local function set_marker(markers, target, when)
  call('ZADD', markers, when, target)
  call('ZREMRANGEBYRANK', markers, 0, -MOST_MARKERS - 1)
  call('EXPIRE', markers, text_of(HISTORY_DAYS * 86400))
end

-- read_marker(uid, target, name): answers name, time.
reads.read_marker = true
verbs.read_marker = function(uid, target, name)
  return ok(name, marker_at(markers_of(uid, call('HGET', P .. 'u:' .. uid, 'key')), target))
end

-- mark_read(uid, target, name, when): answers name, time; or nothing where the user has other sessions: all are told by a
-- fact. A marker only ever rises, and not above the present.
verbs.mark_read = function(uid, target, name, when)
  local who = user(uid, 'mask', 'account', 'key', 'sessions')
  if not who[1] then return refuse_gone() end
  local markers = markers_of(uid, who[3])
  local before, wish = marker_at(markers, target), text_of(math.min(tonumber(when), NOW))
  if tonumber(wish) <= tonumber(before) then return ok(name, before) end
  set_marker(markers, target, wish)
  if who[4] == '1' then return ok(name, wish) end
  emit('V', uid, who[1], who[2], name, wish)
  return ok()
end
