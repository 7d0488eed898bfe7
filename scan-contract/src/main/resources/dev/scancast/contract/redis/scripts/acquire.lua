-- Takes an epoch, the fencing token, for whoever is about to write a scan, and on demand the scan's lease.
-- KEYS  1 meta  2 lease
-- ARGV  1 holder ('' takes no lease)  2 lease in ms  3 attempts to add  4 life of meta in ms
--       5 request that must be new ('' for none)  6 owner
-- Returns {'GRANTED', epoch, seq, percent, attempt} or {'HELD', lease} or {'ENDED'} or {'EXISTS', request}.
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'percent', 'attempt', 'terminal', 'request')
if ARGV[5] ~= '' and meta[6] then
  return {'EXISTS', meta[6]}
end
if meta[5] then
  return {'ENDED'}
end
local lease = redis.call('GET', KEYS[2])
if lease and string.match(lease, '^%d+ (.*)$') ~= ARGV[1] then
  return {'HELD', lease}
end
if ARGV[5] ~= '' then
  -- What was asked for by a request may be queued again; what runs without one can only end.
  redis.call('HSET', KEYS[1], 'request', ARGV[5], 'owner', ARGV[6], 'queued', '1')
end
-- Redis' own clock: after a fail-over that lost the last writes the epoch still rises.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local epoch = string.format('%.0f', math.max((tonumber(meta[1]) or 0) + 1, now))
local attempt = string.format('%d', (tonumber(meta[4]) or 0) + tonumber(ARGV[3]))
redis.call('HSET', KEYS[1], 'epoch', epoch, 'attempt', attempt)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
if ARGV[1] ~= '' then
  redis.call('SET', KEYS[2], epoch .. ' ' .. ARGV[1], 'PX', ARGV[2])
end
return {'GRANTED', epoch, meta[2] or '0', meta[3] or '0', attempt}
