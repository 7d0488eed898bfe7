package dev.scancast.scanner.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.ScanStatus;
import dev.scancast.scanner.engine.ScanEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LogLinesTest {
    private final List<String> lines = new ArrayList<>();
    private final LogLines log = new LogLines((level, message) -> lines.add(level + " " + message));

    /** The others are told by whoever queues or ends a scan. */
    @ParameterizedTest
    @EnumSource(names = {"CLONING", "DISCOVERING", "SCANNING", "AGGREGATING", "WRITING"})
    void eachPhaseThatBeginsIsALine(ScanStatus phase) {
        log.onEvent(new ScanEvent.PhaseStarted(phase));
        assertThat(lines).hasSize(1).first().asString().startsWith("INFO ");
    }

    @Test
    void filesThatFailAreWarningsUpToACapAndTheRestIsANumber() {
        for (int i = 1; i <= LogLines.MOST_FILE_ERRORS + 50; i++) {
            log.onEvent(new ScanEvent.FileFailed("src/" + i + ".java", 10, true, "it can't be read"));
        }
        log.onEvent(new ScanEvent.PhaseStarted(ScanStatus.AGGREGATING));
        assertThat(lines).hasSize(LogLines.MOST_FILE_ERRORS + 2);
        assertThat(lines.get(0)).isEqualTo("WARN src/1.java: it can't be read");
        assertThat(lines.get(LogLines.MOST_FILE_ERRORS)).startsWith("WARN 50 more files could not be scanned");
    }
}
