-- Puts a tombstone in an entry's place: for a while it can be loaded but not stored.
-- KEYS 1 entry   ARGV 1 for how long, ms
-- The tombstone is "R1T", and at byte 44 the version that was there, as a floor for what is put.
-- Returns 1, or 0 if writers are at work: then it comes when they are gone, see begin-write
local h = redis.call('GETRANGE', KEYS[1], 0, 63)
local state = string.sub(h, 1, 3)
local hold = tonumber(ARGV[1])
if state == 'R1W' then
  local t = redis.call('TIME')
  local now = t[1] * 1000 + math.floor(t[2] / 1000)
  local held = math.max(now + hold, struct.unpack('>I8', string.sub(h, 21, 28)))
  redis.call('SETRANGE', KEYS[1], 20, struct.pack('>I8', held))
  if redis.call('PTTL', KEYS[1]) < held - now then
    redis.call('PEXPIRE', KEYS[1], held - now)
  end
  return 0
end
local floor = string.rep('\0', 8)
if #h == 64 and string.sub(state, 1, 2) == 'R1' then
  floor = string.sub(h, 45, 52)
  if state == 'R1T' then
    hold = math.max(hold, redis.call('PTTL', KEYS[1]))
  end
end
redis.call('SET', KEYS[1], 'R1T' .. string.rep('\0', 41) .. floor .. string.rep('\0', 12),
    'PX', hold)
return 1
