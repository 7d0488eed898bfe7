-- Stores a report, unless somebody took the scan after the caller, or it has ended.
-- KEYS  1 report  2 meta  ARGV  1 epoch  2 report  3 life in ms
-- Returns 1 if it is stored, 0 if it was refused.
local meta = redis.call('HMGET', KEYS[2], 'epoch', 'terminal')
if meta[2] or meta[1] and tonumber(meta[1]) > tonumber(ARGV[1]) then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
