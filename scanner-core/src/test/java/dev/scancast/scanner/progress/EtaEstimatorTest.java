package dev.scancast.scanner.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class EtaEstimatorTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void anEvenRateIsToldExactly() {
        EtaEstimator eta = new EtaEstimator(1000, 0);
        for (int i = 1; i <= 300; i++) {
            eta.record(i, i * SECOND / 10);
        }
        assertThat(eta.estimate(30 * SECOND).seconds()).isCloseTo(70, Percentage.withPercentage(1));
        assertThat(eta.estimate(30 * SECOND).high()).isLessThan(75);
    }

    @Test
    void nothingIsToldBeforeTwoSecondsAndFivePercent() {
        EtaEstimator eta = new EtaEstimator(100, 0);
        eta.record(50, SECOND);
        assertThat(eta.estimate(SECOND * 19 / 10)).isNull();
        assertThat(eta.estimate(2 * SECOND)).isNotNull();
        EtaEstimator slow = new EtaEstimator(100, 0);
        slow.record(4.9, 10 * SECOND);
        assertThat(slow.estimate(10 * SECOND)).isNull();
    }

    @Test
    void theRateForgetsWhatIsLongAgo() {
        EtaEstimator eta = new EtaEstimator(10_000, 0);
        for (int i = 1; i <= 10; i++) {
            eta.record(i * 100, i * SECOND);
        }
        for (int i = 1; i <= 60; i++) {
            eta.record(1000 + i * 10, (10 + i) * SECOND);
        }
        // 8,400 left at 10 a second now
        assertThat(eta.estimate(70 * SECOND).seconds()).isCloseTo(840, Percentage.withPercentage(2));
    }

    @Test
    void aStallMakesTheTimeLongerUntilNothingIsTold() {
        EtaEstimator eta = new EtaEstimator(1000, 0);
        for (int i = 1; i <= 30; i++) {
            eta.record(i * 10, i * SECOND);
        }
        double before = eta.estimate(30 * SECOND).seconds();
        assertThat(eta.estimate(50 * SECOND).seconds()).isGreaterThan(before * 3);
        assertThat(eta.estimate(600 * SECOND)).isNull();
    }

    @Test
    void anUnevenRateHasAWiderRange() {
        EtaEstimator even = new EtaEstimator(1000, 0);
        EtaEstimator uneven = new EtaEstimator(1000, 0);
        Random random = new Random(1);
        double done = 0;
        for (int i = 1; i <= 30; i++) {
            even.record(i * 10, i * SECOND);
            done += random.nextBoolean() ? 18 : 2;
            uneven.record(done, i * SECOND);
        }
        EtaEstimator.Eta narrow = even.estimate(30 * SECOND);
        EtaEstimator.Eta wide = uneven.estimate(30 * SECOND);
        assertThat(narrow.high() / narrow.seconds()).isCloseTo(1.05, within(0.001));
        assertThat(wide.high() / wide.seconds()).isGreaterThan(1.4);
        assertThat(wide.low()).isLessThan(wide.seconds());
    }

    @Test
    void allDoneLeavesNothing() {
        EtaEstimator eta = new EtaEstimator(10, 0);
        eta.record(12, 3 * SECOND);
        assertThat(eta.estimate(3 * SECOND).seconds()).isZero();
    }
}
