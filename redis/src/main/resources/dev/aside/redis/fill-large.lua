-- Stores a large value, staged by a plain SET just before, if the lease is still the one in the
-- entry. The value does not pass through Lua, which would copy it.
-- KEYS 1 entry  2 stage   ARGV 1 lease id[16]  2 soft ms  3 hard ms  4 keep ms  5 version
-- Returns { 1, stamp in us } or { 0, "absent" | "lost" | "older" | "stage" }
local h = redis.call('GETRANGE', KEYS[1], 0, 63)
local state = string.sub(h, 3, 3)
local version = tonumber(ARGV[5])
local refusal
if #h < 64 then
  refusal = 'absent'
elseif (state ~= 'L' and state ~= 'V') or string.sub(h, 5, 20) ~= ARGV[1]
    or ARGV[1] == string.rep('\0', 16) then
  refusal = 'lost'
elseif state == 'V' and version > 0
    and struct.unpack('>I8', string.sub(h, 45, 52)) > version then
  refusal = 'older'
elseif redis.call('EXISTS', KEYS[2]) == 0 then
  refusal = 'stage'
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
    struct.pack('>I8', now + tonumber(ARGV[2])) .. struct.pack('>I8', now + tonumber(ARGV[3]))
    .. struct.pack('>I8', version) .. struct.pack('>I8', us))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {1, us}
