-- Takes or renews a lock that saves work; nothing is unsafe where two have it.
-- KEYS  1 lock  ARGV  1 holder  2 life in ms
-- Returns 1 if the caller has it, 0 if another does.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
