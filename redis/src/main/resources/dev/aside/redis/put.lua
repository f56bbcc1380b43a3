-- Stores a small value unless writers are at work, or a newer version or its floor is there.
-- KEYS 1 entry   ARGV 1 soft ms  2 hard ms  3 keep ms  4 version  5 frame
-- Returns { 1, stamp in us } or { 0, "writing" | "older" }
local h = redis.call('GETRANGE', KEYS[1], 0, 63)
local version = tonumber(ARGV[4])
if string.sub(h, 1, 3) == 'R1W' then
  return {0, 'writing'}
end
if version > 0 and #h == 64 and string.sub(h, 1, 2) == 'R1'
    and struct.unpack('>I8', string.sub(h, 45, 52)) > version then
  return {0, 'older'}
end
local t = redis.call('TIME')
local us = t[1] * 1000000 + t[2]
local now = math.floor(us / 1000)
redis.call('SET', KEYS[1], ARGV[5], 'PX', ARGV[3])
redis.call('SETRANGE', KEYS[1], 28,
    struct.pack('>I8', now + tonumber(ARGV[1])) .. struct.pack('>I8', now + tonumber(ARGV[2]))
    .. struct.pack('>I8', version) .. struct.pack('>I8', us))
return {1, us}
