package dev.scancast.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.testkit.OwnRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./scancast scan} with a Git URL. */
class ScanUrlIT {
    @TempDir
    private Path directory;

    private OwnRedis redis;
    private GitOverHttps git;

    @BeforeEach
    void start() {
        redis = OwnRedis.start();
        git = GitOverHttps.start(directory);
    }

    @AfterEach
    void stop() {
        git.close();
        redis.close();
    }

    private ScancastProcess scan(String url, String... more) {
        List<String> command = new ArrayList<>(List.of("scan", "--redis", redis.url()));
        command.addAll(List.of("--clone-directory", directory.resolve("clones").toString()));
        command.addAll(List.of(more));
        command.add(url);
        return ScancastProcess.run(command.toArray(String[]::new));
    }

    @Test
    void itIsClonedScannedAndRemoved() {
        try (ScancastProcess scan = scan(
                git.url(),
                "--clone-private-hosts",
                "127.0.0.1",
                "--clone-ca-file",
                git.caFile().toString())) {
            assertThat(scan.awaitExit()).as("%s", scan).isZero();
            assertThat(scan.out()).endsWith("completed: 3/3 files, 6 nodes\n");
            assertThat(scan.err()).as("a normal run has no warning").doesNotContain("WARN", "ERROR");
            assertThat(directory.resolve("clones")).isEmptyDirectory();
        }
    }

    @Test
    void aRefThatIsNotThereEndsInErrorWithOne() {
        try (ScancastProcess scan = scan(
                git.url(),
                "--ref",
                "no-such-branch",
                "--clone-private-hosts",
                "127.0.0.1",
                "--clone-ca-file",
                git.caFile().toString())) {
            assertThat(scan.awaitExit()).as("%s", scan).isEqualTo(1);
            assertThat(scan.out()).contains("no branch or tag no-such-branch");
        }
    }

    @Test
    void aPrivateHostThatIsNotListedIsAUsageError() {
        try (ScancastProcess scan = scan(git.url())) {
            assertThat(scan.awaitExit()).isEqualTo(2);
            assertThat(scan.err()).contains("clone.private-hosts").containsOnlyOnce("\n");
            assertThat(Files.exists(directory.resolve("clones"))).isFalse();
        }
    }

    @Test
    void sshIsRefusedUntilItIsConfiguredAndToldHow() {
        try (ScancastProcess scan = scan("ssh://git@git.example.org/group/shop.git")) {
            assertThat(scan.awaitExit()).isEqualTo(2);
            assertThat(scan.err())
                    .contains("clone.schemes", "clone.ssh-key-file")
                    .containsOnlyOnce("\n");
        }
    }
}
