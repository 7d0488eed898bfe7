package dev.scancast.scanner.progress;

import org.jspecify.annotations.Nullable;

/**
 * Tells how long work will take from how fast it went. The rate is smoothed twice, exponentially, with weights that
 * fall to a tenth in 15 s and are normalized for the short history at the start, as the progress bars of the Rust crate
 * indicatif do; time without progress counts as progress of nothing, so that a stall is seen. The range comes from how
 * much the rate of single seconds spread. Guarded by its owner's lock.
 */
final class EtaEstimator {
    private static final double TIME_CONSTANT_SECONDS = 15;
    private static final double TENTH = 0.1;
    private static final double NANOS = 1e9;

    /** Nothing is told before so much time has passed ... */
    private static final double HIDDEN_SECONDS = 2;

    /** ... and so much of the work is done. */
    private static final double HIDDEN_SHARE = 0.05;

    /** What happens within a shorter time is one observation. */
    private static final double SAMPLE_SECONDS = 0.1;

    private static final double SPREAD_SAMPLE_SECONDS = 1;
    private static final int FEWEST_SPREAD_SAMPLES = 3;
    private static final double FIRST_SPREAD = 0.5;
    private static final double LEAST_SPREAD = 0.05;
    private static final double MOST_SPREAD = 2;

    /** More than a week is not told: it only says that nothing moves. */
    private static final double MOST_SECONDS = 7 * 86_400;

    private final double total;
    private final long start;

    private double done;
    private long recordedAt;
    private double recordedDone;
    private double smoothed;
    private double doubleSmoothed;

    private long spreadAt;
    private double spreadDone;
    private int spreadSamples;
    private double meanRate;
    private double variance;

    /**
     * @param total the work there is, in any unit, not negative
     * @param now in nanoseconds, as all times here
     */
    EtaEstimator(double total, long now) {
        this.total = total;
        this.start = now;
        this.recordedAt = now;
        this.spreadAt = now;
    }

    /** Seconds left, and a range that they probably fall in. */
    record Eta(double seconds, double low, double high) {}

    /** So much is done now. */
    void record(double nowDone, long now) {
        done = Math.max(done, nowDone);
        double seconds = (now - recordedAt) / NANOS;
        if (seconds < SAMPLE_SECONDS) {
            return;
        }
        double weight = weight(seconds);
        double rate = (done - recordedDone) / seconds;
        smoothed = smoothed * weight + rate * (1 - weight);
        double normalized = smoothed / (1 - weight((now - start) / NANOS));
        doubleSmoothed = doubleSmoothed * weight + normalized * (1 - weight);
        recordedAt = now;
        recordedDone = done;
        recordSpread(now);
    }

    /** Null until it can be told. */
    @Nullable
    Eta estimate(long now) {
        double elapsed = (now - start) / NANOS;
        if (elapsed < HIDDEN_SECONDS || done < total * HIDDEN_SHARE || total <= 0) {
            return null;
        }
        double left = Math.max(0, total - done);
        double seconds = left / rate(now, elapsed);
        if (!(seconds <= MOST_SECONDS)) {
            return null;
        }
        double spread = 1 + spread();
        return new Eta(seconds, seconds / spread, seconds * spread);
    }

    private double rate(long now, double elapsed) {
        double history = 1 - weight(elapsed);
        double silence = weight((now - recordedAt) / NANOS);
        double once = smoothed * silence / history;
        double twice = doubleSmoothed * silence + once * (1 - silence);
        return twice / history;
    }

    /** The running variance of West, "Updating Mean and Variance Estimates" (CACM 1979), with weights that fall. */
    private void recordSpread(long now) {
        double seconds = (now - spreadAt) / NANOS;
        if (seconds < SPREAD_SAMPLE_SECONDS) {
            return;
        }
        double rate = (done - spreadDone) / seconds;
        double weight = spreadSamples == 0 ? 0 : weight(seconds);
        double difference = rate - meanRate;
        meanRate += (1 - weight) * difference;
        variance = weight * (variance + (1 - weight) * difference * difference);
        spreadSamples++;
        spreadAt = now;
        spreadDone = done;
    }

    private double spread() {
        if (spreadSamples < FEWEST_SPREAD_SAMPLES || meanRate <= 0) {
            return FIRST_SPREAD;
        }
        return Math.max(LEAST_SPREAD, Math.min(MOST_SPREAD, Math.sqrt(variance) / meanRate));
    }

    private static double weight(double seconds) {
        return Math.pow(TENTH, seconds / TIME_CONSTANT_SECONDS);
    }
}
