-- Asks for the right to fill an entry that holds just a value's bytes. The lease stands beside it.
-- KEYS 1 entry  2 lease   ARGV 1 nonce[8]  2 lease, ms
-- Returns { "G" granted, id[16], now ms } { "B" busy, "", ms left } { "V" a value is there, "", 0 }
if redis.call('EXISTS', KEYS[1]) == 1 then
  return {'V', '', 0}
end
local left = redis.call('PTTL', KEYS[2])
if left ~= -2 then
  return {'B', '', math.max(1, left)}
end
local t = redis.call('TIME')
local us = t[1] * 1000000 + t[2]
local id = ARGV[1] .. struct.pack('>I8', us)
redis.call('SET', KEYS[2], id, 'PX', ARGV[2])
return {'G', id, math.floor(us / 1000)}
