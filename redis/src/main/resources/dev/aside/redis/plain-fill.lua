-- Stores a value's bytes if the lease beside the entry is still the one, and ends the lease.
-- KEYS 1 entry  2 lease   ARGV 1 lease id[16]  2 ttl ms  3 value
-- Returns { 1, now in us } or { 0, "absent" | "lost" }
local holder = redis.call('GET', KEYS[2])
if not holder then
  return {0, 'absent'}
end
if holder ~= ARGV[1] then
  return {0, 'lost'}
end
redis.call('UNLINK', KEYS[2])
if redis.call('EXISTS', KEYS[1]) == 1 then
  return {0, 'lost'}
end
redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[2])
local t = redis.call('TIME')
return {1, t[1] * 1000000 + t[2]}
