-- Ends a write and stores the value that it left, staged by a plain SET just before, if it was the
-- only one from begin to end.
-- KEYS 1 entry  2 stage   ARGV 1 writer[16]  2 soft ms  3 hard ms  4 keep ms  5 version
-- Returns { 1, stamp in us } or { 0, "contended" | "older" | "stage" }: then other writers' notes
-- and a tombstone stay or come back, all else goes
local state = redis.call('GETRANGE', KEYS[1], 0, 2)
if state ~= 'R1W' then
  redis.call('UNLINK', KEYS[2])
  if state ~= 'R1T' then
    redis.call('UNLINK', KEYS[1])
  end
  return {0, 'contended'}
end
local entry = redis.call('GET', KEYS[1])
local t = redis.call('TIME')
local us = t[1] * 1000000 + t[2]
local now = math.floor(us / 1000)
local held = struct.unpack('>I8', string.sub(entry, 21, 28)) - now
local mine = false
local notes = ''
local life = held
for i = 65, #entry - 23, 24 do
  local left = struct.unpack('>I8', string.sub(entry, i + 16, i + 23)) - now
  if string.sub(entry, i, i + 15) == ARGV[1] then
    mine = left > 0
  elseif left > 0 then
    notes = notes .. string.sub(entry, i, i + 23)
    life = math.max(life, left)
  end
end
local version = tonumber(ARGV[5])
local refusal
if notes ~= '' or not mine or string.sub(entry, 4, 4) ~= '\0' then
  refusal = 'contended'
elseif version > 0 and struct.unpack('>I8', string.sub(entry, 45, 52)) > version then
  refusal = 'older'
elseif redis.call('EXISTS', KEYS[2]) == 0 then
  refusal = 'stage'
end
if not refusal then
  redis.call('RENAME', KEYS[2], KEYS[1])
  redis.call('SETRANGE', KEYS[1], 28,
      struct.pack('>I8', now + tonumber(ARGV[2])) .. struct.pack('>I8', now + tonumber(ARGV[3]))
      .. struct.pack('>I8', version) .. struct.pack('>I8', us))
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  return {1, us}
end
redis.call('UNLINK', KEYS[2])
if notes ~= '' then
  redis.call('SET', KEYS[1], string.sub(entry, 1, 64) .. notes, 'PX', life)
elseif held > 0 then
  redis.call('SET', KEYS[1], 'R1T' .. string.rep('\0', 41) .. string.sub(entry, 45, 52)
      .. string.rep('\0', 12), 'PX', held)
else
  redis.call('UNLINK', KEYS[1])
end
return {0, refusal}
