-- Gives the lease beside an entry back without a value.
-- KEYS 1 lease   ARGV 1 lease id[16]
-- Returns 1, or 0 if another lease, or none, is there
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
redis.call('UNLINK', KEYS[1])
return 1
