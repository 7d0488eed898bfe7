-- Sends a nonce round by the gateway's channel without writing: for a Redis that takes no writes.
-- KEYS  1 the gateway's channel  ARGV  1 nonce  2 PUBLISH or SPUBLISH
return redis.call(ARGV[2], KEYS[1], ARGV[1])
