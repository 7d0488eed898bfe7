package dev.scancast.scanner.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.scanner.engine.ScanListener;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PulseTest {
    private final AtomicLong now = new AtomicLong();
    private final Pulse pulse = new Pulse(Duration.ofSeconds(60), now::get);

    @Test
    void aScanInWhichSomethingHappensBeats() {
        for (int i = 0; i < 100; i++) {
            assertThat(beatsAfter(59)).isTrue();
            pulse.beat();
        }
    }

    @Test
    void aLongSilenceEndsIt() {
        assertThat(pulse.beats()).isTrue();
        assertThat(beatsAfter(60)).isTrue();
        assertThat(beatsAfter(1)).isFalse();
    }

    @Test
    void whatRunsBeatsUntilItIsClosedOrItsTimeIsOver() {
        ScanListener.Busy clone = pulse.busy(Duration.ofMinutes(10));
        ScanListener.Busy program = pulse.busy(Duration.ofMinutes(5));
        assertThat(beatsAfter(290)).isTrue();
        clone.close();
        assertThat(beatsAfter(9)).isTrue();
        assertThat(beatsAfter(60))
                .as("the program may have taken 300 s, and then silence")
                .isTrue();
        assertThat(beatsAfter(3)).isFalse();
        program.close();
        assertThat(pulse.beats()).as("its end is a sign of life").isTrue();
        program.close();
        assertThat(beatsAfter(61)).as("only once").isFalse();
    }

    @Test
    void aSuspendedProcessDoesNotCountAsSilence() {
        assertThat(pulse.beats()).isTrue();
        now.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertThat(pulse.beats()).isTrue();
    }

    /** Looks each second, as it is looked. */
    private boolean beatsAfter(int seconds) {
        boolean beats = true;
        for (int i = 0; i < seconds; i++) {
            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            beats = pulse.beats();
        }
        return beats;
    }
}
