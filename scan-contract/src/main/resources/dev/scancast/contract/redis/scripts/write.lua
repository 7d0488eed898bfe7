-- Writes a progress document: checks first, then status, meta and channel as one; before an end the log's
-- last line and marker.
-- KEYS  1 status  2 meta  3 cancel  4 channel  5 log stream, which is its channel's name too
-- ARGV  1 epoch  2 seq  3 percent  4 attempt  5 '1' if terminal  6 document  7 life of status in ms
--       8 life of meta in ms  9 PUBLISH or SPUBLISH  10 owner  11 request  12 started_at  13 log lines kept
--       14 and 15 the log's last line up to its number and after it, '' for none
-- Returns {answer, cancel} with the answer OK, STALE (a newer epoch writes), ENDED or OLD; cancel is 1 if somebody
-- wants the scan stopped. A retry with equal epoch and seq has its effects again and is OK.
local cancel = redis.call('EXISTS', KEYS[3])
local epoch, seq = tonumber(ARGV[1]), tonumber(ARGV[2])
local meta = redis.call('HMGET', KEYS[2], 'epoch', 'seq', 'terminal', 'owner', 'request', 'started_at')
local storedEpoch, storedSeq = tonumber(meta[1]), tonumber(meta[2])
if storedEpoch and storedEpoch > epoch then
  return {'STALE', cancel}
end
if not (storedEpoch == epoch and storedSeq == seq) then
  if meta[3] then
    return {'ENDED', cancel}
  end
  if storedEpoch == epoch and storedSeq and storedSeq > seq then
    return {'OLD', cancel}
  end
end
if ARGV[5] == '1' then
  -- A log holds up no end, even if its key is another program's.
  pcall(function()
    if ARGV[14] ~= '' then
      appendLine(KEYS[5], ARGV[14], ARGV[15], ARGV[13], ARGV[7], ARGV[9])
    end
    closeLog(KEYS[5], ARGV[13], ARGV[7], ARGV[9])
  end)
end
redis.call('SET', KEYS[1], ARGV[6], 'PX', ARGV[7])
redis.call('HSET', KEYS[2], 'epoch', ARGV[1], 'seq', ARGV[2], 'percent', ARGV[3], 'attempt', ARGV[4])
-- What never changes is written where it is missing: at first, and after Redis was emptied.
for field, i in pairs({owner = 4, request = 5, started_at = 6}) do
  if not meta[i] and ARGV[i + 6] ~= '' then
    redis.call('HSET', KEYS[2], field, ARGV[i + 6])
  end
end
if ARGV[5] == '1' then
  redis.call('HSET', KEYS[2], 'terminal', ARGV[6])
end
redis.call('PEXPIRE', KEYS[2], ARGV[8])
redis.call(ARGV[9], KEYS[4], ARGV[6])
return {'OK', cancel}
