-- Takes a writer's note back; without any other, the entry goes with whatever it holds.
-- KEYS 1 entry   ARGV 1 writer[16]
-- Returns how many writers are still at work
if redis.call('GETRANGE', KEYS[1], 0, 2) == 'R1W' then
  local t = redis.call('TIME')
  local now = t[1] * 1000 + math.floor(t[2] / 1000)
  local entry = redis.call('GET', KEYS[1])
  local notes = ''
  local life = 0
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
end
-- Our note may have run out and others may have read and stored in the meantime.
redis.call('UNLINK', KEYS[1])
return 0
