-- Reads kept messages, consecutive ones, oldest first.
-- KEYS 1 stream  2 what is known of it; see append-message.lua
-- ARGV 1 epoch to begin if one is to be begun  2 the server's run id, "" if not known
--      3 "newest", "after" a place, or "check" from a place that this log has given out
--      4 the place's epoch, "" for the oldest  5 its offset  6 how many messages at most
--      7 how many bytes at most, though never no message  8 for how long they are kept, ms
-- Returns { epoch, newest offset, offset before the first, 1 if nothing can be missing before
--           the first and 0 if it can, then of each message its offset, and itself }
local known = redis.call('HMGET', KEYS[2], 'e', 's', 'b', 'p', 'r')
local epoch, top = known[1], tonumber(known[2])
local mode, limit, room = ARGV[3], tonumber(ARGV[6]), tonumber(ARGV[7])
local from, at = ARGV[4], tonumber(ARGV[5])
if not epoch then
  return {'', 0, 0, (mode == 'newest' or from == '') and 1 or 0}
end
local base, previous = tonumber(known[3]), known[4]
local replaced = ARGV[2] ~= '' and known[5] ~= ARGV[2]
if replaced or (mode == 'check' and from == epoch and at > top) then
  previous, base, epoch = epoch, top, ARGV[1]
  redis.call('HSET', KEYS[2], 'e', epoch, 'p', previous, 'b', base, 'r', ARGV[2])
end
local t = redis.call('TIME')
local young = t[1] * 1000 + math.floor(t[2] / 1000) - tonumber(ARGV[8])

local backwards = mode == 'newest'
local found, bytes = {}, 0
local function take(entry)
  local offset, millis = string.match(entry[1], '^(%d+)-(%d+)$')
  if tonumber(millis) <= young then -- it will be trimmed, and what is before it does not count
    if backwards then
      return false
    end
    found, bytes = {}, 0
    return true
  end
  bytes = bytes + #entry[2][2]
  if #found >= limit or (#found > 0 and bytes > room) then
    return false
  end
  found[#found + 1] = {tonumber(offset), entry[2][2]}
  return true
end

local STEP = 16 -- entries read at once: they may be large
local function walk(command, first, last)
  while #found < limit do
    local some = redis.call(command, KEYS[1], first, last, 'COUNT', STEP)
    for _, entry in ipairs(some) do
      if not take(entry) then
        return
      end
    end
    if #some < STEP then
      return
    end
    local at = tonumber(string.match(some[#some][1], '^%d+'))
    first = string.format('%.0f', backwards and at - 1 or at + 1) -- "(" is of Redis 6.2
  end
end

local reply
if backwards then
  walk('XREVRANGE', '+', '-')
  local start = (#found > 0) and found[#found][1] - 1 or top
  reply = {epoch, top, start, 1}
  for i = #found, 1, -1 do
    reply[#reply + 1] = found[i][1]
    reply[#reply + 1] = found[i][2]
  end
  return reply
end

local floor = base
if from == '' then
  floor = 0
elseif from == epoch then
  floor = math.min(at, top)
elseif from == previous then
  floor = math.min(at, base)
end
local isForPlaceOnly = limit == 0
limit = math.max(limit, 1)
walk('XRANGE', string.format('%.0f', floor + 1), '+')
local start = (#found > 0) and found[1][1] - 1 or top
if isForPlaceOnly then
  found = {}
end
local complete = from == '' or (from == epoch and at <= top and start == at)
reply = {epoch, top, start, complete and 1 or 0}
for _, each in ipairs(found) do
  reply[#reply + 1] = each[1]
  reply[#reply + 1] = each[2]
end
return reply
