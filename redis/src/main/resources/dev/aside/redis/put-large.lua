-- Stores a large value, staged by a plain SET just before, unless writers are at work.
-- KEYS 1 entry  2 stage   ARGV 1 soft ms  2 hard ms  3 keep ms  4 version
-- Returns { 1, stamp in us } or { 0, "stage" } or { 0, "lost" }
if redis.call('EXISTS', KEYS[2]) == 0 then
  return {0, 'stage'}
end
if redis.call('GETRANGE', KEYS[1], 0, 2) == 'R1W' then
  redis.call('UNLINK', KEYS[2])
  return {0, 'lost'}
end
local t = redis.call('TIME')
local us = t[1] * 1000000 + t[2]
local now = math.floor(us / 1000)
redis.call('RENAME', KEYS[2], KEYS[1])
redis.call('SETRANGE', KEYS[1], 28,
    struct.pack('>I8', now + tonumber(ARGV[1])) .. struct.pack('>I8', now + tonumber(ARGV[2]))
    .. struct.pack('>I8', tonumber(ARGV[4])) .. struct.pack('>I8', us))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return {1, us}
