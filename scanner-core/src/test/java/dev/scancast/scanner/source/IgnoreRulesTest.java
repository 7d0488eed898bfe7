package dev.scancast.scanner.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which patterns of strangers are taken. */
class IgnoreRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"*a*a*a*b", "**/a/**/a/**/a/**/b", "[unclosed", "dir/[unclosed/x"})
    void aPatternThatCouldTakeForeverOrCannotBeReadIsLeftOut(String pattern) {
        assertThat(IgnoreRules.parse("test", List.of(pattern)).getRules()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*.log", "**/build/**/x", "*_*.*.cs", "[a-z]x", "a/**/b/*.txt", "!keep", "[]a]"})
    void ordinaryPatternsAreTaken(String pattern) {
        assertThat(IgnoreRules.parse("test", List.of(pattern)).getRules()).hasSize(1);
    }

    @Test
    void theWorstPatternsThatAreTakenEndSoon() {
        String name = "a".repeat(255);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            assertThat(IgnoreRules.parse("test", List.of("*a*a*b")).checkIgnored(name, false))
                    .isNull();
            assertThat(IgnoreRules.parse("test", List.of("**/a/**/a/**/b")).checkIgnored("a/".repeat(500) + "c", false))
                    .isNull();
        });
    }
}
