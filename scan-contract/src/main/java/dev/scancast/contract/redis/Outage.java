package dev.scancast.contract.redis;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Tells of a Redis that is away: once when it goes, with the cause or with what to do, then in whispers, and when it is
 * back. Says how long to wait between attempts. Confined to one thread.
 */
public final class Outage {
    private static final Duration FIRST_RETRY = Duration.ofMillis(50);
    private static final Duration LAST_RETRY = Duration.ofSeconds(2);

    private final Logger log;
    private final Level level;
    private final String subject;
    private final Backoff backoff = new Backoff(FIRST_RETRY, LAST_RETRY);
    private boolean isOn;

    /**
     * @param level of the first failure
     * @param subject what begins each line, such as {@code scan=x: publishing to Redis}
     */
    public Outage(Logger log, Level level, String subject) {
        this.log = log;
        this.level = level;
        this.subject = subject;
    }

    /** After a failure: how long to wait before the next attempt. */
    public Duration failed(RuntimeException cause) {
        if (isOn) {
            log.debug("{} fails still", subject, cause);
        } else {
            RedisRefusal.in(cause)
                    .ifPresentOrElse(
                            refusal -> log.atLevel(refusal.isOfRights() || level != Level.DEBUG ? Level.ERROR : level)
                                    .log("{} fails: {}", subject, refusal.advice()),
                            () -> log.atLevel(level)
                                    .setCause(cause)
                                    .log("{} fails; it goes on when Redis is back", subject));
            isOn = true;
        }
        return backoff.next();
    }

    /** After a success. */
    public void over() {
        if (isOn) {
            log.info("{} works again", subject);
            isOn = false;
            backoff.reset();
        }
    }

    /** Whether the last attempt failed. */
    public boolean isOn() {
        return isOn;
    }
}
