-- Renews a lease: the caller's, or one that ran out (or went with all else in Redis) while nobody else took the scan.
-- KEYS  1 lease  2 meta  ARGV  1 the lease's value  2 lease in ms  3 epoch
-- Returns 1 if renewed, 0 if the scan is another's now.
local lease = redis.call('GET', KEYS[1])
if lease == ARGV[1] then
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
if lease then
  return 0
end
-- Whoever takes a scan raises its epoch; if it is still the caller's, only time or an emptied Redis took the lease.
local epoch = redis.call('HGET', KEYS[2], 'epoch')
if epoch and tonumber(epoch) > tonumber(ARGV[3]) then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
