package dev.scancast.scanner.progress;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands until it is moved; tells elapsed time too. */
final class MovableClock extends Clock {
    private Duration elapsed = Duration.ZERO;

    void advance(Duration time) {
        elapsed = elapsed.plus(time);
    }

    long nanoTime() {
        return elapsed.toNanos();
    }

    @Override
    public Instant instant() {
        return Instant.parse("2026-01-05T10:00:00Z").plus(elapsed);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
