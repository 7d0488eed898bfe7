-- Closes a log that no terminal document closes.
-- KEYS  1 log stream, which is the channel's name too  ARGV  1 lines kept  2 life in ms  3 PUBLISH or SPUBLISH
-- Returns the number of the last line, 0 if there is none.
return closeLog(KEYS[1], ARGV[1], ARGV[2], ARGV[3])
