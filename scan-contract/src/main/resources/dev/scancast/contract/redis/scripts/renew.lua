-- Renews a lease if it is still the caller's.
-- KEYS  1 lease  ARGV  1 the lease's value  2 lease in ms
-- Returns 1 if renewed, 0 if it is another's or gone.
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 0
