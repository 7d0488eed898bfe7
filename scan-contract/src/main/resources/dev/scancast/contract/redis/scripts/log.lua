-- Appends a log line under the next number, unless the log is closed.
-- KEYS  1 log stream, which is the channel's name too  ARGV  1 JSON up to the number  2 JSON after it  3 lines kept
--       4 life in ms  5 PUBLISH or SPUBLISH
-- Returns the line's number, 0 if it came too late.
return appendLine(KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5])
