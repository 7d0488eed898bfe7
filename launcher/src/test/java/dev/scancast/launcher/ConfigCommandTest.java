package dev.scancast.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConfigCommandTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int config(Map<String, String> environment, String... arguments) {
        PrintStream stream = new PrintStream(out, true, UTF_8);
        Terminal terminal = new Terminal(stream, stream, false, null, null);
        CommandLine line = Main.commandLine(terminal, environment);
        String[] all = new String[arguments.length + 1];
        all[0] = "config";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return line.execute(all);
    }

    /** Each line's words, for the columns are as wide as they must be. */
    private List<String> lines() {
        return out.toString(UTF_8)
                .lines()
                .map(line -> line.strip().replaceAll(" {2,}", " | "))
                .toList();
    }

    @Test
    void tellsOfEverySettingWhereItCameFrom() throws IOException {
        Path file = directory.resolve("scancast.properties");
        Files.writeString(file, "gateway.ping=10s\ngateway.port=1\nthreads=1\n");
        Map<String, String> environment =
                Map.of("SCANCAST_CONFIG", file.toString(), "SCANCAST_GATEWAY_PORT", "2", "SCANCAST_THREADS", "3");

        assertThat(config(environment, "--threads", "4")).isZero();

        assertThat(lines())
                .hasSize(AllSettings.CATALOG.size())
                .contains(
                        "gateway.ping | 10s | file " + file,
                        "gateway.port | 2 | environment SCANCAST_GATEWAY_PORT",
                        "threads | 4 | --threads",
                        "gateway.drain | 10s | default",
                        "repos | none | default");
    }

    @Test
    void showsNoPassword() {
        assertThat(config(Map.of("SCANCAST_REDIS", "redis://me:pa55word@db:6380")))
                .isZero();
        assertThat(out.toString(UTF_8)).doesNotContain("pa55word");
        assertThat(lines()).contains("redis | redis://me:***@db:6380 | environment SCANCAST_REDIS");
    }

    @Test
    void canLeaveOutWhatHasItsDefault() {
        assertThat(config(Map.of("SCANCAST_THREADS", "2"), "--changed")).isZero();
        assertThat(lines())
                .as("set, be it to the default")
                .containsExactly("threads | 2 | environment SCANCAST_THREADS");
    }

    @Test
    void refusesWhatTheOtherCommandsRefuse() {
        assertThat(config(Map.of(), "--threads", "none")).isEqualTo(ExitCode.USAGE.code());
        assertThat(config(Map.of("SCANCAST_THREAD", "1"))).isEqualTo(ExitCode.USAGE.code());
    }
}
