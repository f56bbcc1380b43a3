-- Ends a write and stores the value that it left, if it was the only one from begin to end.
-- KEYS 1 entry   ARGV 1 writer[16]  2 soft ms  3 hard ms  4 keep ms  5 version  6 frame
-- Returns { 1, stamp in us } or { 0, "contended" }: then other writers' notes stay, all else goes
local entry = redis.call('GET', KEYS[1])
if not entry then
  return {0, 'contended'}
end
local t = redis.call('TIME')
local us = t[1] * 1000000 + t[2]
local now = math.floor(us / 1000)
local mine = false
local notes = ''
local life = 0
if string.sub(entry, 1, 3) == 'R1W' then
  for i = 65, #entry - 23, 24 do
    local left = struct.unpack('>I8', string.sub(entry, i + 16, i + 23)) - now
    if string.sub(entry, i, i + 15) == ARGV[1] then
      mine = left > 0
    elseif left > 0 then
      notes = notes .. string.sub(entry, i, i + 23)
      life = math.max(life, left)
    end
  end
end
if notes ~= '' then
  redis.call('SET', KEYS[1], string.sub(entry, 1, 64) .. notes, 'PX', life)
  return {0, 'contended'}
end
if not mine or string.sub(entry, 4, 4) ~= '\0' then
  redis.call('UNLINK', KEYS[1])
  return {0, 'contended'}
end
redis.call('SET', KEYS[1], ARGV[6], 'PX', ARGV[4])
redis.call('SETRANGE', KEYS[1], 28,
    struct.pack('>I8', now + tonumber(ARGV[2])) .. struct.pack('>I8', now + tonumber(ARGV[3]))
    .. struct.pack('>I8', tonumber(ARGV[5])) .. struct.pack('>I8', us))
return {1, us}
