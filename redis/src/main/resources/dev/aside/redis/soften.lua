-- Ends the freshness of a value, which can still be read until its hard expiry, and any lease.
-- KEYS 1 entry
-- Returns 1 if a value was there, else 0: what is not a value goes, holds and the notes of writers
-- at work stay; a value of theirs would be one of before, so the byte after "R1W" becomes 1 (see
-- remove.lua)
local h = redis.call('GETRANGE', KEYS[1], 0, 2)
if h == 'R1V' then
  redis.call('SETRANGE', KEYS[1], 4, string.rep('\0', 32)) -- lease, its deadline, soft expiry
  return 1
end
if h == 'R1W' then
  redis.call('SETRANGE', KEYS[1], 3, '\1')
elseif h ~= 'R1T' then
  redis.call('UNLINK', KEYS[1])
end
return 0
