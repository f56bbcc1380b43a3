-- Numbers a message, keeps it and sends it to all that listen, in one step.
-- KEYS 1 stream  2 what is known of it  3 idempotency key, if any
-- ARGV 1 epoch to begin if one is to be begun  2 the server's run id, "" if not known
--      3 how many messages to keep  4 for how long, ms  5 how long to keep what is known, ms
--      6 how long to keep the idempotency key, ms  7 channel  8 message
-- Returns { epoch, offset }
-- In KEYS 2: e epoch, s newest offset, b newest offset when the epoch began, p the epoch before,
--      r run id, o when the oldest message was added, in ms, or earlier
if KEYS[3] then
  local before = redis.call('HMGET', KEYS[3], 'e', 's')
  if before[1] and before[2] then
    return {before[1], tonumber(before[2])}
  end
end
local known = redis.call('HMGET', KEYS[2], 'e', 'r', 'o')
local epoch, oldest = known[1], tonumber(known[3])
if not epoch then
  redis.call('DEL', KEYS[1]) -- its numbers would be in our way
  epoch = ARGV[1]
  redis.call('HSET', KEYS[2], 'e', epoch, 's', 0, 'b', 0, 'p', '', 'r', ARGV[2])
elseif ARGV[2] ~= '' and known[2] ~= ARGV[2] then -- a copy or an old state may lack the newest
  redis.call('HSET', KEYS[2], 'e', ARGV[1], 'p', epoch, 'r', ARGV[2],
      'b', redis.call('HGET', KEYS[2], 's'))
  epoch = ARGV[1]
end
local offset = redis.call('HINCRBY', KEYS[2], 's', 1)
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
-- The second half of the id is the time, so that the age is known without the message.
redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[3],
    offset .. '-' .. string.format('%.0f', now), 'm', ARGV[8])

-- At most a few that are too old go each time: one comes, so that they do not pile up.
local limit = now - tonumber(ARGV[4])
for _ = 1, 4 do
  if oldest and oldest > limit then
    break
  end
  local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
  oldest = tonumber(string.match(first[1], '-(%d+)$'))
  if oldest <= limit then
    redis.call('XDEL', KEYS[1], first[1])
    oldest = nil
  end
end
redis.call('HSET', KEYS[2], 'o', oldest and string.format('%.0f', oldest) or 0)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
if KEYS[3] then
  redis.call('HSET', KEYS[3], 'e', epoch, 's', offset)
  redis.call('PEXPIRE', KEYS[3], ARGV[6])
end
redis.call('PUBLISH', ARGV[7], '\1' .. epoch .. ':' .. offset .. ':' .. ARGV[8])
return {epoch, offset}
