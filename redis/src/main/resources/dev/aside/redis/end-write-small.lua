-- Ends a write and stores the value that it left, if it was the only one from begin to end.
-- KEYS 1 entry   ARGV 1 writer[16]  2 soft ms  3 hard ms  4 keep ms  5 version  6 frame
-- Returns { 1, stamp in us } or { 0, "contended" | "older" }: then other writers' notes and a
-- tombstone stay or come back, all else goes
local entry = redis.call('GET', KEYS[1])
if not entry or string.sub(entry, 1, 3) == 'R1T' then
  return {0, 'contended'}
end
if string.sub(entry, 1, 3) ~= 'R1W' then
  redis.call('UNLINK', KEYS[1])
  return {0, 'contended'}
end
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
end
if not refusal then
  redis.call('SET', KEYS[1], ARGV[6], 'PX', ARGV[4])
  redis.call('SETRANGE', KEYS[1], 28,
      struct.pack('>I8', now + tonumber(ARGV[2])) .. struct.pack('>I8', now + tonumber(ARGV[3]))
      .. struct.pack('>I8', version) .. struct.pack('>I8', us))
  return {1, us}
end
if notes ~= '' then
  redis.call('SET', KEYS[1], string.sub(entry, 1, 64) .. notes, 'PX', life)
elseif held > 0 then
  redis.call('SET', KEYS[1], 'R1T' .. string.rep('\0', 41) .. string.sub(entry, 45, 52)
      .. string.rep('\0', 12), 'PX', held)
else
  redis.call('UNLINK', KEYS[1])
end
return {0, refusal}
