-- Stores a large value, staged by a plain SET just before, unless writers are at work, or a newer
-- version or its floor is there.
-- KEYS 1 entry  2 stage   ARGV 1 soft ms  2 hard ms  3 keep ms  4 version
-- Returns { 1, stamp in us } or { 0, "stage" | "writing" | "older" }
if redis.call('EXISTS', KEYS[2]) == 0 then
  return {0, 'stage'}
end
local h = redis.call('GETRANGE', KEYS[1], 0, 63)
local version = tonumber(ARGV[4])
local refusal
if string.sub(h, 1, 3) == 'R1W' then
  refusal = 'writing'
elseif version > 0 and #h == 64 and string.sub(h, 1, 2) == 'R1'
    and struct.unpack('>I8', string.sub(h, 45, 52)) > version then
  refusal = 'older'
end
if refusal then
  redis.call('UNLINK', KEYS[2])
  return {0, refusal}
end
local t = redis.call('TIME')
local us = t[1] * 1000000 + t[2]
local now = math.floor(us / 1000)
redis.call('RENAME', KEYS[2], KEYS[1])
redis.call('SETRANGE', KEYS[1], 28,
    struct.pack('>I8', now + tonumber(ARGV[1])) .. struct.pack('>I8', now + tonumber(ARGV[2]))
    .. struct.pack('>I8', version) .. struct.pack('>I8', us))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return {1, us}
