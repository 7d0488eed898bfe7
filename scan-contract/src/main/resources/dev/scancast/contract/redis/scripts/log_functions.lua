-- What several scripts do to a log stream, whose key is its channel's name too. A part of those scripts.
local LOG_END = '{"type":"log","end":true'

-- The stream's newest entry: its number, 0 if there is none, and whether it is the marker of the log's end.
local function newest(log)
  local tail = redis.call('XREVRANGE', log, '+', '-', 'COUNT', 1)
  if not tail[1] then
    return 0, false
  end
  local number = tonumber(string.match(tail[1][1], '^(%d+)-'))
  return number, string.find(tail[1][2][2], LOG_END, 1, true) == 1
end

local function add(log, number, message, kept, life, publish)
  redis.call('XADD', log, 'MAXLEN', '~', kept, string.format('%d-0', number), 'm', message)
  redis.call('PEXPIRE', log, life)
  redis.call(publish, log, message)
end

-- Appends a line under the next number, unless the log is closed. The number is the stream id's first part, so that it
-- goes on whoever writes. Returns the line's number, 0 if it came too late.
local function appendLine(log, head, tail, kept, life, publish)
  local last, isClosed = newest(log)
  if isClosed then
    return 0
  end
  add(log, last + 1, head .. string.format('%d', last + 1) .. tail, kept, life, publish)
  return last + 1
end

-- Appends the marker that tells which lines there are, unless it is there. Returns the number of the last line, 0 if
-- there is none.
local function closeLog(log, kept, life, publish)
  local last, isClosed = newest(log)
  if isClosed then
    return last - 1
  end
  local head = redis.call('XRANGE', log, '-', '+', 'COUNT', 1)
  local first = head[1] and tonumber(string.match(head[1][1], '^(%d+)-')) or 0
  add(log, last + 1, string.format(LOG_END .. ',"first":%d,"last":%d}', first, last), kept, life, publish)
  return last
end
