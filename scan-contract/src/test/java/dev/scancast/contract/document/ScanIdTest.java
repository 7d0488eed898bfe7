package dev.scancast.contract.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScanIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "01J8A2F3", "my-scan_1.2", "A.b"})
    void ordinaryNamesAreIds(String text) {
        assertThat(new ScanId(text).value()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "-a", "_a", "a b", "a/b", "a:b", "a{b}", "a*", "ä", "a\n", "../a"})
    void whatCouldReachIntoAnotherKeyIsNone(String text) {
        assertThatThrownBy(() -> new ScanId(text)).isInstanceOf(ScanId.InvalidScanIdException.class);
    }

    @Test
    void lengthIsLimitedTo128() {
        assertThat(new ScanId("a".repeat(128)).value()).hasSize(128);
        assertThatThrownBy(() -> new ScanId("a".repeat(129)))
                .hasMessageContaining(ScanId.PATTERN)
                .hasMessageContaining("a".repeat(40) + "...")
                .hasMessageNotContaining("a".repeat(41));
    }

    @Test
    void newOnesAreDifferentAndSortByTime() {
        ScanId first = ScanId.create();
        assertThat(ScanId.create().value()).isGreaterThan(first.value());
    }
}
