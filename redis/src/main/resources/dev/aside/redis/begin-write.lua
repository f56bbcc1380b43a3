-- Notes that a writer is about to change the source of an entry, in place of what is there.
-- KEYS 1 entry   ARGV 1 writer[16]  2 how long the note lasts, ms
-- The entry becomes "R1W", a byte that is 1 once two were at work at one time, 60 zeros, and a note
-- (writer[16], deadline[8]) for each writer at work.
-- Returns how many there are
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local life = tonumber(ARGV[2])
local contended = '\0'
local notes = ARGV[1] .. struct.pack('>I8', now + life)
if redis.call('GETRANGE', KEYS[1], 0, 2) == 'R1W' then
  local entry = redis.call('GET', KEYS[1])
  contended = string.sub(entry, 4, 4)
  for i = 65, #entry - 23, 24 do
    local left = struct.unpack('>I8', string.sub(entry, i + 16, i + 23)) - now
    if left > 0 and string.sub(entry, i, i + 15) ~= ARGV[1] then
      notes = notes .. string.sub(entry, i, i + 23)
      life = math.max(life, left)
      contended = '\1'
    end
  end
end
redis.call('SET', KEYS[1], 'R1W' .. contended .. string.rep('\0', 60) .. notes, 'PX', life)
return #notes / 24
