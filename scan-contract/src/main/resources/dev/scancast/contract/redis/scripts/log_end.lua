-- Closes a log: appends the marker that tells which lines there are. Does nothing where the marker is the last line.
-- KEYS  1 log stream, which is the channel's name too  ARGV  1 lines kept  2 life in ms  3 PUBLISH or SPUBLISH
-- Returns the number of the last line, 0 if there is none.
local head = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)
local tail = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local first, last = 0, 0
if tail[1] then
  first = tonumber(string.match(head[1][1], '^(%d+)-'))
  last = tonumber(string.match(tail[1][1], '^(%d+)-'))
  if string.find(tail[1][2][2], '{"type":"log","end":true', 1, true) == 1 then
    return last - 1
  end
end
local message = string.format('{"type":"log","end":true,"first":%d,"last":%d}', first, last)
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], string.format('%d-0', last + 1), 'm', message)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call(ARGV[3], KEYS[1], message)
return last
