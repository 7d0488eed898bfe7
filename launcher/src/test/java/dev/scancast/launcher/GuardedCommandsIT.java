package dev.scancast.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as clients of a gateway that asks for tokens. */
class GuardedCommandsIT {
    private static final String ALICE = SignedToken.of("alice");

    @TempDir
    private static Path directory;

    private static ScancastParts parts;
    private static String gateway;
    private static Path repositories;

    @BeforeAll
    static void startTheParts() throws IOException {
        repositories = Files.createDirectory(directory.resolve("repositories"));
        Path secret = Files.writeString(directory.resolve("secret"), SignedToken.SECRET);
        parts = ScancastParts.start(
                repositories,
                "--auth-mode",
                "jwt",
                "--auth-secret-file",
                secret.toString(),
                "--auth-issuer",
                SignedToken.ISSUER,
                "--auth-audience",
                SignedToken.AUDIENCE);
        gateway = parts.url();
    }

    @AfterAll
    static void stopTheParts() {
        parts.close();
        assertThat(parts.gateway().err() + parts.gateway().out())
                .as("the gateway's log")
                .doesNotContain(ALICE, "WARN", "ERROR");
    }

    @Test
    void withATokenTheCommandsDoWhatTheyDo() {
        Path repository = Repositories.small(repositories.resolve("small"));
        String id = printed(start(ALICE, "submit", repository.toString()));
        String batch = printed(start(ALICE, "batch", repository.toString()));

        try (ScancastProcess watch = start(ALICE, "watch", id);
                ScancastProcess watchAll = start(ALICE, "watch", "--batch", batch)) {
            assertThat(watch.awaitExit()).as("%s", watch).isZero();
            assertThat(watch.out()).endsWith("completed: 3/3 files, 6 nodes\n").doesNotContain(ALICE);
            assertThat(watchAll.awaitExit()).as("%s", watchAll).isZero();
            assertThat(watchAll.out()).endsWith("1/1 scans: 1 completed, 0 failed, 0 canceled\n");
        }
        String bob = SignedToken.of("bob");
        try (ScancastProcess own = start(ALICE, "ls");
                ScancastProcess anothers = start(bob, "ls");
                ScancastProcess cancel = start(bob, "cancel", id);
                ScancastProcess cancelAll = start(bob, "cancel", "--batch", batch)) {
            assertThat(own.awaitExit()).as("%s", own).isZero();
            assertThat(own.out()).contains(id);
            assertThat(anothers.awaitExit()).as("%s", anothers).isZero();
            assertThat(anothers.out()).doesNotContain(id);
            assertFails(cancel, bob, "there is no scan " + id);
            assertFails(cancelAll, bob, "there is no batch " + batch);
        }
    }

    @Test
    void withoutATokenEachCommandSaysWhereToPutOne() {
        assertAllFail("", "the gateway at " + gateway + " wants a token: set SCANCAST_TOKEN");
    }

    @Test
    void withABadTokenEachCommandSaysSoAndDoesNotShowIt() {
        assertAllFail(
                ALICE.substring(0, ALICE.lastIndexOf('.') + 1) + "forged", // signed by nobody
                "the gateway at " + gateway
                        + " doesn't take the token in SCANCAST_TOKEN: it has expired, or is not meant for it");
    }

    private static void assertAllFail(String token, String because) {
        String repository = Repositories.small(repositories.resolve("refused")).toString();
        List<List<String>> commands = List.of(
                List.of("submit", repository),
                List.of("batch", repository),
                List.of("watch", "any"),
                List.of("watch", "--batch", "any"),
                List.of("cancel", "any"),
                List.of("cancel", "--batch", "any"),
                List.of("ls"));
        List<ScancastProcess> running = new ArrayList<>();
        try {
            commands.forEach(command -> running.add(start(token, command.toArray(String[]::new))));
            running.forEach(process -> assertFails(process, token, because));
        } finally {
            running.forEach(ScancastProcess::close);
        }
    }

    @Test
    void aTokenThatCouldBeNoneIsNotEvenSent() {
        String broken = ALICE.replaceFirst("\\.", ". ");
        try (ScancastProcess ls = start(broken, "ls")) {
            assertFails(ls, broken, "SCANCAST_TOKEN must hold a token as it was issued, without spaces or breaks");
        }
    }

    @Test
    void aTokenThatRunsOutEndsWatchAndNotTheScan() {
        String id = printed(start(
                ALICE,
                "submit",
                Repositories.endless(repositories.resolve("endless")).toString()));
        String brief = SignedToken.of("alice", Instant.now().plusSeconds(12));

        try (ScancastProcess watch = start(brief, "watch", id)) {
            watch.awaitPrinted("(scanning)");
            assertThat(watch.awaitExit()).as("%s", watch).isEqualTo(2);
            assertThat(watch.err())
                    .isEqualTo("scancast: the gateway at " + gateway
                            + " doesn't take the token in SCANCAST_TOKEN: it has expired, or is not meant for it\n");
            assertThat(watch.out()).doesNotContain(brief);
        }
        try (ScancastProcess cancel = start(ALICE, "cancel", id)) {
            assertThat(cancel.awaitExit()).as("%s", cancel).isZero();
            assertThat(cancel.out()).startsWith("cancel");
        }
    }

    @Test
    void whatIsInForceIsShownWithoutTheToken() {
        try (ScancastProcess config = ScancastProcess.start(Map.of("SCANCAST_TOKEN", ALICE), "config")) {
            assertThat(config.awaitExit()).as("%s", config).isZero();
            assertThat(config.out()).contains("gateway.url");
            assertThat(config.out() + config.err()).doesNotContain(ALICE, "TOKEN");
        }
    }

    /** Exits with 2 after one line; nowhere stands the token, or where in the code it was. */
    private static void assertFails(ScancastProcess process, String token, String because) {
        assertThat(process.awaitExit()).as("%s", process).isEqualTo(2);
        assertThat(process.err()).isEqualTo("scancast: " + because + "\n");
        assertThat(process.out()).isEmpty();
        assertThat(token.isEmpty() || !process.toString().contains(token))
                .as("the token isn't shown")
                .isTrue();
    }

    private static String printed(ScancastProcess process) {
        try (process) {
            assertThat(process.awaitExit()).as("%s", process).isZero();
            return process.out().strip();
        }
    }

    /** @param token empty for none */
    private static ScancastProcess start(String token, String... commandLine) {
        List<String> all = new ArrayList<>(List.of(commandLine));
        all.addAll(List.of("--gateway-url", gateway));
        return ScancastProcess.start(
                token.isEmpty() ? Map.of() : Map.of("SCANCAST_TOKEN", token), all.toArray(String[]::new));
    }
}
