-- Notes that a writer is about to change the source of an entry, in place of what is there.
-- KEYS 1 entry   ARGV 1 writer[16]  2 how long the note lasts, ms
-- The entry becomes "R1W", a byte that is 1 once two were at work at one time, and a note
-- (writer[16], deadline[8]) for each writer at work. A tombstone is kept in its header, to be there
-- when the writers are gone: at byte 20 its end in ms, at 44 its floor.
-- Returns how many writers there are
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local life = tonumber(ARGV[2])
local contended = '\0'
local held = string.rep('\0', 8)
local floor = held
local notes = ARGV[1] .. struct.pack('>I8', now + life)
local state = redis.call('GETRANGE', KEYS[1], 0, 2)
if state == 'R1W' then
  local entry = redis.call('GET', KEYS[1])
  contended = string.sub(entry, 4, 4)
  held = string.sub(entry, 21, 28)
  floor = string.sub(entry, 45, 52)
  for i = 65, #entry - 23, 24 do
    local left = struct.unpack('>I8', string.sub(entry, i + 16, i + 23)) - now
    if left > 0 and string.sub(entry, i, i + 15) ~= ARGV[1] then
      notes = notes .. string.sub(entry, i, i + 23)
      life = math.max(life, left)
      contended = '\1'
    end
  end
elseif state == 'R1T' then
  held = struct.pack('>I8', now + math.max(0, redis.call('PTTL', KEYS[1])))
  floor = redis.call('GETRANGE', KEYS[1], 44, 51)
end
life = math.max(life, struct.unpack('>I8', held) - now)
redis.call('SET', KEYS[1],
    'R1W' .. contended .. string.rep('\0', 16) .. held .. string.rep('\0', 16) .. floor
    .. string.rep('\0', 12) .. notes, 'PX', life)
return #notes / 24
