-- Moves the stamps of tags forward, each never to one that it has had: a bump that is sent twice,
-- or late, cannot bring an old stamp back.
-- KEYS tags, up to 512   ARGV 1 how long they live, ms
-- Returns the new stamps in order, decimal numbers
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local stamps = {}
for i = 1, #KEYS do
  local stamp = now
  local before = string.match(redis.call('GET', KEYS[i]) or '', '^%d+$')
  if before and tonumber(before) >= stamp then
    stamp = tonumber(before) + 1
  end
  stamps[i] = string.format('%.0f', stamp)
  redis.call('SET', KEYS[i], stamps[i], 'PX', ARGV[1])
end
return stamps
