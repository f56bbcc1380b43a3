-- Gives a lease back without a value.
-- KEYS 1 entry   ARGV 1 lease id[16]
-- Returns 1, or 0 if another lease, or none, is there
local h = redis.call('GETRANGE', KEYS[1], 0, 63)
if #h < 64 or string.sub(h, 5, 20) ~= ARGV[1] then
  return 0
end
local state = string.sub(h, 3, 3)
if state == 'L' then
  redis.call('UNLINK', KEYS[1])
elseif state == 'V' then
  redis.call('SETRANGE', KEYS[1], 4, string.rep('\0', 24))
else
  return 0
end
return 1
