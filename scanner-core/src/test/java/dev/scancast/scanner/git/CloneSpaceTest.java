package dev.scancast.scanner.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where clones are, and what becomes of those of dead workers. */
class CloneSpaceTest {
    @TempDir
    private Path directory;

    @Test
    void leftoversOfAKilledProcessAreSweptAndThoseOfALivingOneAreNot() throws Exception {
        Path shared = directory.resolve("clones");
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        shared.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out =
                        new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8));
                CloneSpace space = new CloneSpace(shared)) {
            Path clone = Path.of(out.readLine());
            Path own = space.create();
            space.sweep();
            assertThat(clone).as("its process lives").exists();

            other.destroyForcibly();
            assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(clone).as("nobody removed it").exists();
            space.sweep();
            assertThat(clone.getParent()).doesNotExist();
            assertThat(own).as("it is this process' own").exists();
        } finally {
            other.destroyForcibly();
        }
        assertThat(shared).as("closed in order, nothing is left").isEmptyDirectory();
    }

    @Test
    void twoWorkersOfOneProcessLeaveEachOtherAlone() throws IOException {
        CloneSpace two = new CloneSpace(directory);
        try (CloneSpace one = new CloneSpace(directory)) {
            Path first = one.create();
            Path second = two.create();
            two.sweep();
            two.close();
            assertThat(first).exists();
            assertThat(second).doesNotExist();
        }
    }

    @Test
    void onlyTheWorkersUserMayLookIn() throws IOException {
        Path shared = directory.resolve("clones");
        try (CloneSpace space = new CloneSpace(shared)) {
            Path clone = space.create();
            for (Path path : new Path[] {shared, clone.getParent(), clone}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .isEqualTo("rwx------");
            }
        }
    }

    @Test
    void aDirectoryThatIsALinkIsNotUsed() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path shared = Files.createSymbolicLink(directory.resolve("clones"), elsewhere);
        try (CloneSpace space = new CloneSpace(shared)) {
            assertThatExceptionOfType(IOException.class).isThrownBy(space::create);
            space.sweep();
        }
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void removalFollowsNoLink() throws IOException {
        Path outside = Files.writeString(directory.resolve("outside.txt"), "stays");
        Path tree = Files.createDirectories(directory.resolve("tree/deep"));
        Files.createSymbolicLink(tree.resolve("file"), outside);
        Files.createSymbolicLink(tree.resolve("up"), directory);
        FileTree.remove(directory.resolve("tree"));
        assertThat(directory.resolve("tree")).doesNotExist();
        assertThat(outside).hasContent("stays");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(outside);
        }
    }

    /** Another worker: makes a clone's directory, tells it, and waits to be killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            Path clone = new CloneSpace(Path.of(arguments[0])).create();
            Files.writeString(clone.resolve("file"), "left");
            System.out.println(clone);
            await("somebody kills this process").forever().until(() -> false);
        }
    }
}
