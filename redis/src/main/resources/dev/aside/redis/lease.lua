-- Asks for the right to fill an entry.
-- KEYS 1 entry   ARGV 1 nonce[8]  2 lease, ms  3 "1": also over a value, to refresh it
-- Returns { "G" granted, id[16], now ms }     { "B" busy, the holder's id, ms left }
--         { "N" nobody's, as loads have failed, id, ms left }
--         { "V" a value is there, "", now }   { "X" bytes that are not ours, "", now }
--         { "T" held off or "W" being written, version[8], ms left }
local t = redis.call('TIME')
local us = t[1] * 1000000 + t[2]
local now = math.floor(us / 1000)
local deadline = now + tonumber(ARGV[2])
-- The server's time makes it unique: a request executed twice can never grant an old id again.
local id = ARGV[1] .. struct.pack('>I8', us)

local function place()
  redis.call('SET', KEYS[1],
      'R1L\0' .. id .. struct.pack('>I8', deadline) .. string.rep('\0', 36), 'PX', ARGV[2])
  return {'G', id, now}
end

local h = redis.call('GETRANGE', KEYS[1], 0, 63)
if #h == 0 then
  return place()
end
if #h < 64 or string.sub(h, 1, 2) ~= 'R1' then
  return {'X', '', now}
end
local state = string.sub(h, 3, 3)
if state == 'T' or state == 'W' then
  return {state, string.sub(h, 45, 52), math.max(1, redis.call('PTTL', KEYS[1]))}
end
local holder = string.sub(h, 5, 20)
local left = struct.unpack('>I8', string.sub(h, 21, 28)) - now
if holder ~= string.rep('\0', 16) and left > 0 then
  local nobody = string.sub(holder, 1, 15) == string.rep('\255', 15)
  return {nobody and 'N' or 'B', holder, left}
end
if state ~= 'V' then
  return place()
end
if ARGV[3] ~= '1' then
  return {'V', '', now}
end
-- In place: the value is not copied and keeps its time to live, unless that is shorter.
redis.call('SETRANGE', KEYS[1], 4, id .. struct.pack('>I8', deadline))
local ttl = redis.call('PTTL', KEYS[1])
if ttl >= 0 and ttl < tonumber(ARGV[2]) then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return {'G', id, now}
