-- The marker read: what arrives on the caller's subscriber link before the nonce is older than what is read here.
-- KEYS  1 status  2 meta  3 the gateway's channel  ARGV  1 nonce  2 PUBLISH or SPUBLISH
-- Returns {status, terminal document}, each false where there is none.
redis.call(ARGV[2], KEYS[3], ARGV[1])
return {redis.call('GET', KEYS[1]), redis.call('HGET', KEYS[2], 'terminal')}
