-- Moves the stamp of a tag forward, never to one that it has had: a bump that is sent twice, or
-- late, cannot bring an old stamp back.
-- KEYS 1 tag   ARGV 1 how long it lives, ms
-- Returns the new stamp, a decimal number
local t = redis.call('TIME')
local stamp = t[1] * 1000000 + t[2]
local before = string.match(redis.call('GET', KEYS[1]) or '', '^%d+$')
if before and tonumber(before) >= stamp then
  stamp = tonumber(before) + 1
end
stamp = string.format('%.0f', stamp)
redis.call('SET', KEYS[1], stamp, 'PX', ARGV[1])
return stamp
