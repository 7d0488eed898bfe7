-- Appends a log line under the next number.
-- KEYS  1 log stream, which is the channel's name too  ARGV  1 JSON up to the number  2 JSON after it  3 lines kept
--       4 life in ms  5 PUBLISH or SPUBLISH
-- Returns the line's number. The number is the stream id's first part, so that it goes on whoever writes.
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local line = 1
if last[1] then
  line = tonumber(string.match(last[1][1], '^(%d+)-')) + 1
end
local number = string.format('%d', line)
local message = ARGV[1] .. number .. ARGV[2]
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], number .. '-0', 'm', message)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call(ARGV[5], KEYS[1], message)
return line
