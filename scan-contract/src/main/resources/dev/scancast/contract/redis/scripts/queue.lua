-- How long the queue is. Entries are deleted as they are acknowledged, so what is not pending waits.
-- KEYS  1 queue
-- ARGV  1 group
-- Returns {waiting, taken, age in ms of the oldest that waits}.
if redis.call('EXISTS', KEYS[1]) == 0 then
  return {0, 0, 0}
end
local pending, delivered = 0, '0-0'
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local facts = {}
  for i = 1, #group, 2 do
    facts[group[i]] = group[i + 1]
  end
  if facts['name'] == ARGV[1] then
    pending, delivered = facts['pending'], facts['last-delivered-id']
  end
end
local waiting = math.max(0, redis.call('XLEN', KEYS[1]) - pending)
local oldest = redis.call('XRANGE', KEYS[1], '(' .. delivered, '+', 'COUNT', 1)[1]
if not oldest then
  return {waiting, pending, 0}
end
-- An entry's id begins with Redis' own time, as TIME is.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
return {waiting, pending, math.max(0, now - tonumber(string.match(oldest[1], '^%d+')))}
