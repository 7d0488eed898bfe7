package dev.scancast.gateway.fleet;

import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;

/** Whether there are workers, by their records. Confined to one thread. */
final class Workforce {

    /** A worker renews its record each second; one that was silent for so long is no longer heard. */
    private static final long SILENCE_MILLIS = 2500;

    /** A record that somebody else wrote, and that doesn't run out. */
    private static final long FOR_EVER = -1;

    private final Redis redis;
    private final Map<String, Heard> heard = new HashMap<>();
    private boolean isThere;
    private boolean isHeard;
    private boolean hasChanged;
    private long seenAt;

    /**
     * Nobody has looked yet: a worker was there a lease's life ago at the latest, for workers may start after their
     * gateways.
     */
    Workforce(Redis redis, long now) {
        this.redis = redis;
        this.seenAt = now + redis.settings().leaseTtl().toNanos();
    }

    /**
     * How much life a record had left, in ms: no clock but Redis' own is in it.
     *
     * @param whenRenewed at the first look after it was renewed
     * @param now at the last look
     */
    private record Heard(long whenRenewed, long now) {
        boolean isSilent() {
            return whenRenewed - now > SILENCE_MILLIS;
        }
    }

    /** @throws redis.clients.jedis.exceptions.JedisException if Redis can't be reached */
    void look(long now) {
        Map<String, Long> lives = lives();
        heard.keySet().retainAll(lives.keySet());
        lives.forEach((name, life) -> heard.merge(name, new Heard(life, life), Workforce::after));
        boolean wasHeard = isHeard;
        boolean wasThere = isThere;
        isThere = !heard.isEmpty();
        isHeard = heard.values().stream().anyMatch(record -> !record.isSilent());
        hasChanged = isHeard != wasHeard || isThere != wasThere;
        if (isThere) {
            seenAt = now;
        }
    }

    private static Heard after(Heard before, Heard now) {
        return now.now > before.now ? now : new Heard(before.whenRenewed, now.now);
    }

    /** Of the records that there are; names of workers that died without a word may stand for long. */
    private Map<String, Long> lives() {
        List<String> names = redis.commands().zrange(ScanKeys.WORKERS, 0, -1);
        Map<String, Response<Long>> answers = new HashMap<>();
        try (AbstractPipeline pipeline = redis.commands().pipelined()) {
            names.forEach(name -> answers.put(name, pipeline.pttl(ScanKeys.worker(name))));
            pipeline.sync();
        }
        Map<String, Long> lives = new HashMap<>();
        answers.forEach((name, answer) -> {
            if (answer.get() >= FOR_EVER) {
                lives.put(name, answer.get());
            }
        });
        return lives;
    }

    /** Whether one has its record: it may still be alive, and have gone quiet for a moment only. */
    boolean isThere() {
        return isThere;
    }

    /** Whether one gives signs of life. */
    boolean isHeard() {
        return isHeard;
    }

    /** Whether the last look found what the one before didn't. */
    boolean hasChanged() {
        return hasChanged;
    }

    /** Whether there has been none for so long. */
    boolean isGoneFor(Duration time, long now) {
        return !isThere && now - seenAt >= time.toNanos();
    }
}
