-- Gives a lease back after its load has failed; over a value, nobody is granted one for a while.
-- KEYS 1 entry   ARGV 1 lease id[16]  2 the id that stands for nobody[16]  3 for how long, ms
-- Returns 1, or 0 if another lease, or none, is there
local h = redis.call('GETRANGE', KEYS[1], 0, 63)
if #h < 64 or string.sub(h, 5, 20) ~= ARGV[1] then
  return 0
end
local state = string.sub(h, 3, 3)
if state == 'L' then
  redis.call('UNLINK', KEYS[1])
elseif state == 'V' then
  local t = redis.call('TIME')
  local now = t[1] * 1000 + math.floor(t[2] / 1000)
  redis.call('SETRANGE', KEYS[1], 4, ARGV[2] .. struct.pack('>I8', now + tonumber(ARGV[3])))
else
  return 0
end
return 1
