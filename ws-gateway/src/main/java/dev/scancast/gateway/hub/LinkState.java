package dev.scancast.gateway.hub;

import dev.scancast.contract.redis.RedisRefusal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of the link to Redis, for readiness and for people. Thread-safe. */
public final class LinkState {
    private static final Logger LOG = LoggerFactory.getLogger(LinkState.class);

    private final String subject;
    private final List<LinkState> parts = new CopyOnWriteArrayList<>();
    private final LongAdder losses = new LongAdder();
    private volatile boolean up;
    private volatile long provedAt = System.nanoTime();
    private volatile long provedNumber = -1;
    private volatile long probeSentNumber = -1;
    private volatile long probeSentAt;
    private volatile double probeMillis = -1;
    private volatile @Nullable String refusal;
    private volatile @Nullable String unfitness;
    private volatile boolean downLogged;

    /** What is known of the one link, or of the whole. */
    public LinkState() {
        this("the link to Redis");
    }

    private LinkState(String subject) {
        this.subject = subject;
    }

    /** Of a part of the link, which counts for the whole where it is known to be bad. */
    LinkState part(String name) {
        LinkState part = new LinkState(name);
        parts.add(part);
        return part;
    }

    /** A part is none any more. */
    void drop(LinkState part) {
        parts.remove(part);
    }

    /** Whether the link stands and Redis takes writes, and is one that can keep the contract. */
    public boolean isReady() {
        return up
                && provedNumber >= 0
                && refusal == null
                && unfitness == null
                && parts.stream().noneMatch(LinkState::isBad);
    }

    private boolean isBad() {
        return downLogged || refusal != null || unfitness != null;
    }

    /** Whether the link stands. */
    public boolean isUp() {
        return up;
    }

    /** How long the last proof took there and back, in milliseconds; -1 before the first. */
    public double probeMillis() {
        return probeMillis;
    }

    /** Why Redis takes no writes, null if it does. */
    public @Nullable String refusal() {
        return refusal;
    }

    /** Why this Redis can't keep the contract, for people; null if it can or isn't known yet. */
    public @Nullable String unfitness() {
        return unfitness;
    }

    /** How often the link was lost. */
    public long losses() {
        return losses.sum();
    }

    void up() {
        provedAt = System.nanoTime();
        up = true;
        if (downLogged) {
            downLogged = false;
            LOG.info("{} is back", subject);
        }
    }

    /** Logged once, then quiet until the link is back. */
    void down(@Nullable Exception cause) {
        if (up) {
            losses.increment();
        }
        up = false;
        provedNumber = -1;
        if (!downLogged) {
            downLogged = true;
            Optional.ofNullable(cause)
                    .flatMap(RedisRefusal::in)
                    .ifPresentOrElse(
                            refusal -> LOG.error("{} is down: {}", subject, refusal.advice()),
                            () -> LOG.warn(
                                    "{} is down; clients keep their connection and are told: {}",
                                    subject,
                                    cause == null ? "it was closed" : cause.getMessage()));
        }
    }

    void probeSent(long number) {
        probeSentAt = System.nanoTime();
        probeSentNumber = number;
    }

    void proved(long number) {
        long now = System.nanoTime();
        if (number == probeSentNumber) {
            probeMillis = (now - probeSentAt) / (double) TimeUnit.MILLISECONDS.toNanos(1);
        }
        provedAt = now;
        provedNumber = number;
    }

    void refused(@Nullable String reason) {
        if (reason != null && refusal == null) {
            LOG.error("Redis takes no writes: {}", reason);
        }
        refusal = reason;
    }

    void unfit(@Nullable String reason) {
        if (reason != null && !reason.equals(unfitness)) {
            LOG.error("{}", reason);
        }
        unfitness = reason;
    }

    long nanosSinceProof() {
        return System.nanoTime() - provedAt;
    }
}
