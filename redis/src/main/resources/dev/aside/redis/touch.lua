-- Gives the stamp of a tag; one that is not there, or is none, is made, by the server's clock.
-- KEYS 1 tag   ARGV 1 how long a new one lives, ms
-- Returns the stamp, a decimal number. Stamps are compared for equality only.
local stamp = redis.call('GET', KEYS[1])
if not stamp or not string.match(stamp, '^%d+$') then
  local t = redis.call('TIME')
  stamp = string.format('%.0f', t[1] * 1000000 + t[2])
  redis.call('SET', KEYS[1], stamp, 'PX', ARGV[1])
end
return stamp
