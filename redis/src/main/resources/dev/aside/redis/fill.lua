-- Stores a small value if the lease is still the one in the entry.
-- KEYS 1 entry   ARGV 1 lease id[16]  2 soft ms  3 hard ms  4 keep ms  5 version  6 frame
-- Returns { 1, stamp in us } or { 0, "absent" | "lost" | "older" }
local h = redis.call('GETRANGE', KEYS[1], 0, 63)
if #h < 64 then
  return {0, 'absent'}
end
local state = string.sub(h, 3, 3)
if (state ~= 'L' and state ~= 'V') or string.sub(h, 5, 20) ~= ARGV[1]
    or ARGV[1] == string.rep('\0', 16) then
  return {0, 'lost'}
end
local version = tonumber(ARGV[5])
if state == 'V' and version > 0 and struct.unpack('>I8', string.sub(h, 45, 52)) > version then
  return {0, 'older'}
end
local t = redis.call('TIME')
local us = t[1] * 1000000 + t[2]
local now = math.floor(us / 1000)
redis.call('SET', KEYS[1], ARGV[6], 'PX', ARGV[4])
redis.call('SETRANGE', KEYS[1], 28,
    struct.pack('>I8', now + tonumber(ARGV[2])) .. struct.pack('>I8', now + tonumber(ARGV[3]))
    .. struct.pack('>I8', version) .. struct.pack('>I8', us))
return {1, us}
