package dev.scancast.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.redis.ScanLog.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintedLineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12%                                         | 12   |",
                "12.5 %                                      | 12.5 |",
                "'  7% '                                     | 7    |",
                "[ 45%] Building C object a.o                | 45   | Building C object a.o",
                "100% done                                   | 100  | done",
                "33%: reading                                | 33   | reading",
                "{\"progress\":12.5,\"message\":\"Reading\"} | 12.5 | Reading",
                "{\"progress\":0}                            | 0    |",
                "{\"progress\":1e1,\"message\":\"  \"}       | 10   |",
                "{\"progress\":50,\"message\":7,\"more\":[]} | 50   |",
            })
    void tellsProgress(String line, double percent, @Nullable String message) {
        assertThat(PrintedLine.of(line)).isEqualTo(new PrintedLine.Progress(percent, message));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Reading a.java",
                "done 12%",
                "101%",
                "12%3",
                "1234%",
                "{\"progress\":101}",
                "{\"progress\":-1}",
                "{\"progress\":\"12\"}",
                "{\"progress\":NaN}",
                "{\"message\":\"no level\"}",
                "{\"level\":\"loud\",\"message\":\"no such level\"}",
                "{\"progress\":12",
                "{\"progress\":12} and more",
                "{}"
            })
    void anythingElseIsALineOfTheLog(String line) {
        assertThat(PrintedLine.of(line)).isEqualTo(new PrintedLine.Log(Level.INFO, line));
    }

    @Test
    void aLineMayTellItsLevel() {
        assertThat(PrintedLine.of("{\"level\":\"WARNING\",\"message\":\"a.java: unreadable\"}"))
                .isEqualTo(new PrintedLine.Log(Level.WARN, "a.java: unreadable"));
    }
}
