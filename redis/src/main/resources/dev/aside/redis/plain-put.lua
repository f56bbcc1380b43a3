-- Stores a value's bytes over anything, and ends the lease beside the entry.
-- KEYS 1 entry  2 lease   ARGV 1 ttl ms  2 value
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[1])
redis.call('UNLINK', KEYS[2])
return 1
