-- Takes a writer's note back; without any other, the entry goes with whatever it holds, but for a
-- tombstone, which stays or comes back.
-- KEYS 1 entry   ARGV 1 writer[16]
-- Returns how many writers are still at work
local state = redis.call('GETRANGE', KEYS[1], 0, 2)
if state == 'R1T' then
  return 0
end
if state == 'R1W' then
  local t = redis.call('TIME')
  local now = t[1] * 1000 + math.floor(t[2] / 1000)
  local entry = redis.call('GET', KEYS[1])
  local held = struct.unpack('>I8', string.sub(entry, 21, 28)) - now
  local notes = ''
  local life = held
  for i = 65, #entry - 23, 24 do
    local left = struct.unpack('>I8', string.sub(entry, i + 16, i + 23)) - now
    if left > 0 and string.sub(entry, i, i + 15) ~= ARGV[1] then
      notes = notes .. string.sub(entry, i, i + 23)
      life = math.max(life, left)
    end
  end
  if notes ~= '' then
    redis.call('SET', KEYS[1], string.sub(entry, 1, 64) .. notes, 'PX', life)
    return #notes / 24
  end
  if held > 0 then
    redis.call('SET', KEYS[1], 'R1T' .. string.rep('\0', 41) .. string.sub(entry, 45, 52)
        .. string.rep('\0', 12), 'PX', held)
    return 0
  end
end
-- Our note may have run out and others may have read and stored in the meantime.
redis.call('UNLINK', KEYS[1])
return 0
