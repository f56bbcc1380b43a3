-- Removes entries with whatever they hold, leases included; writers at work keep their notes.
-- KEYS entries, up to 512
-- A writer that dies after its commit has only its note to keep what others load meanwhile from
-- being stored. The byte after "R1W" becomes 1, so that no value is stored at the end of the write.
-- Returns how many were removed
local removed = 0
for i = 1, #KEYS do
  if redis.pcall('GETRANGE', KEYS[i], 0, 2) == 'R1W' then -- what is no string is an error, and goes
    redis.call('SETRANGE', KEYS[i], 3, '\1')
  else
    removed = removed + redis.call('UNLINK', KEYS[i])
  end
end
return removed
