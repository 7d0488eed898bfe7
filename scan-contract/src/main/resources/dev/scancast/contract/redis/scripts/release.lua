-- Gives a lease back if it is still the caller's.
-- KEYS  1 lease  ARGV  1 the lease's value
-- Returns 1 if given back, 0 if it is another's or gone.
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
