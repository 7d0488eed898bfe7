-- Proves the link to the primary: writes, so that a replica refuses, and sends a nonce round by the channel.
-- KEYS  1 the gateway's key, which is its channel's name too  ARGV  1 nonce  2 life in ms  3 PUBLISH or SPUBLISH
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return redis.call(ARGV[3], KEYS[1], ARGV[1])
