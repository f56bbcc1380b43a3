-- Puts a tombstone in an entry's place: for a while it can be loaded but not stored.
-- KEYS 1 entry   ARGV 1 for how long, ms
-- The tombstone is "R1T", and at byte 44 the version that was there, as a floor for what is put.
-- Returns 1, or 0 if writers are at work, which does the same
local h = redis.call('GETRANGE', KEYS[1], 0, 63)
local state = string.sub(h, 3, 3)
local hold = tonumber(ARGV[1])
local floor = string.rep('\0', 8)
if #h == 64 and string.sub(h, 1, 2) == 'R1' then
  if state == 'W' then
    return 0
  end
  floor = string.sub(h, 45, 52)
  if state == 'T' then
    hold = math.max(hold, redis.call('PTTL', KEYS[1]))
  end
end
redis.call('SET', KEYS[1], 'R1T' .. string.rep('\0', 41) .. floor .. string.rep('\0', 12),
    'PX', hold)
return 1
