package dev.scancast.scanner.engine;

import static dev.scancast.contract.document.ScanStatus.DISCOVERING;
import static dev.scancast.contract.document.ScanStatus.SCANNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scancast.scanner.TestTree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scan that is to stop stops within a second, wherever it is, and leaves nothing running. */
class StoppingTest {
    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final int HUGE_MIB = 200;

    @TempDir
    private Path directory;

    private TestTree tree;
    private final RecordedScan scan = new RecordedScan();
    private final AtomicLong askedAt = new AtomicLong();

    @BeforeEach
    void makeRoot() throws IOException {
        tree = new TestTree(Files.createDirectory(directory.resolve("repository")));
    }

    @AfterEach
    void noThreadIsLeft() {
        await("the scan's threads end")
                .atMost(Duration.ofSeconds(20))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("scan-test-")));
    }

    private void assertStopsWithinASecond() {
        assertThatThrownBy(() -> scan.run(tree.root())).isInstanceOf(ScanCanceledException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - askedAt.get())).isLessThan(A_SECOND);
        assertThat(scan.stored()).isEmpty();
    }

    private boolean askNow() {
        return askedAt.compareAndSet(0, System.nanoTime()) || askedAt.get() != 0;
    }

    /** A comment of 200 MiB: nothing in it tells the engine that the lexer goes on. */
    private void writeHugeComment() throws IOException {
        byte[] line = ("a".repeat(1023) + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] block = new byte[1 << 20];
        for (int i = 0; i < block.length; i += line.length) {
            System.arraycopy(line, 0, block, i, line.length);
        }
        try (OutputStream out = Files.newOutputStream(tree.path("Huge.java"))) {
            out.write("/*".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < HUGE_MIB; i++) {
                out.write(block);
            }
        }
        scan.limits(new ScanLimits(2, 256L << 20, 1000));
    }

    private static boolean someThreadIsIn(String name) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().startsWith("scan-test-"))
                .flatMap(entry -> Arrays.stream(entry.getValue()))
                .anyMatch(frame -> frame.getClassName().endsWith(name));
    }

    @Test
    void aScanThatIsCanceledBeforeItStartsTellsNothing() {
        scan.cancel(this::askNow);

        assertStopsWithinASecond();
        assertThat(scan.events()).isEmpty();
    }

    @Test
    void aCancelIsNoticedWhileALargeFileIsRead() throws IOException {
        writeHugeComment();
        AtomicBoolean cancel = new AtomicBoolean();
        scan.cancel(cancel::get).onEvent(event -> {
            if (event instanceof ScanEvent.FileStarted) {
                cancel.set(askNow());
            }
        });

        assertStopsWithinASecond();
        assertThat(scan.events()).endsWith(new ScanEvent.FileStarted("Huge.java"));
    }

    @Test
    void aCancelIsNoticedWhileTheLexerIsInALargeFile() throws IOException {
        writeHugeComment();
        scan.cancel(() -> askedAt.get() != 0 || (someThreadIsIn("StructuralLexer") && askNow()));

        assertStopsWithinASecond();
        assertThat(scan.events()).endsWith(new ScanEvent.FileStarted("Huge.java"));
    }

    /** As a lexer in a file of a size that nobody foresaw: the thread hears neither signal nor interrupt. */
    @Test
    void aThreadThatHearsNothingDoesNotHoldUpTheScan() throws IOException {
        tree.write("A.java", "class A {}");
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        scan.cancel(() -> {
            if (isOnAScanThread()) {
                stuck.countDown();
                awaitWhateverHappens(free);
                return false;
            }
            return stuck.getCount() == 0 && askNow();
        });

        assertStopsWithinASecond();
        int told = scan.events().size();
        free.countDown();
        noThreadIsLeft();
        assertThat(scan.events()).hasSize(told);
    }

    @Test
    void theSignalIsAskedForEveryMebibyteRead() throws IOException {
        writeHugeComment();
        AtomicLong asked = new AtomicLong();
        scan.cancel(() -> isOnAScanThread() && asked.incrementAndGet() < 0);

        scan.run(tree.root());

        assertThat(asked).hasValueGreaterThanOrEqualTo(HUGE_MIB);
    }

    @Test
    void theSignalIsAskedForEveryFewThousandNodes() throws IOException {
        tree.write("A.java", "class A { " + "int f; ".repeat(1_000_000) + "}");
        AtomicLong asked = new AtomicLong();
        scan.cancel(() -> isOnAScanThread() && asked.incrementAndGet() < 0);

        scan.run(tree.root());

        assertThat(asked).hasValueGreaterThanOrEqualTo(500);
    }

    private static boolean isOnAScanThread() {
        return Thread.currentThread().getName().startsWith("scan-test-");
    }

    private static void awaitWhateverHappens(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // That is the point: this thread doesn't hear.
            }
        }
    }

    @Test
    void aCancelIsNoticedWhileADirectoryIsListed() throws IOException {
        for (int i = 0; i < 3000; i++) {
            Files.createFile(tree.path(i + ".txt"));
        }
        AtomicLong looks = new AtomicLong();
        scan.cancel(() -> looks.incrementAndGet() > 1000 && askNow());

        assertStopsWithinASecond();
        assertThat(scan.phases()).containsExactly(DISCOVERING);
        assertThat(looks).hasValue(1001);
    }

    @Test
    void nothingIsToldAfterACancel() throws IOException {
        for (int i = 0; i < 500; i++) {
            tree.write(i + ".java", "class A {}");
        }
        AtomicBoolean cancel = new AtomicBoolean();
        AtomicBoolean over = new AtomicBoolean();
        AtomicBoolean late = new AtomicBoolean();
        scan.cancel(cancel::get).onEvent(event -> {
            late.compareAndSet(false, over.get());
            if (event instanceof ScanEvent.FileScanned) {
                cancel.set(askNow());
            }
        });

        assertStopsWithinASecond();
        over.set(true);
        noThreadIsLeft();
        assertThat(late).isFalse();
        assertThat(scan.phases()).containsExactly(DISCOVERING, SCANNING);
        assertThat(scan.scannedPaths()).hasSizeLessThan(500);
    }

    @Test
    void anInterruptStopsTheScanAndStaysSet() throws Exception {
        writeHugeComment();
        CountDownLatch started = new CountDownLatch(1);
        scan.onEvent(event -> {
            if (event instanceof ScanEvent.FileStarted) {
                started.countDown();
            }
        });
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicBoolean flag = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            try {
                scan.run(tree.root());
            } catch (ScanCanceledException e) {
                thrown.set(e);
            }
            flag.set(Thread.currentThread().isInterrupted());
        });
        caller.start();
        started.await();

        caller.interrupt();
        caller.join(A_SECOND.toMillis());

        assertThat(caller.isAlive()).isFalse();
        assertThat(thrown.get()).isInstanceOf(ScanCanceledException.class);
        assertThat(flag).isTrue();
    }

    @Test
    void aListenerThatIsBeyondRepairFailsTheScanInsteadOfHangingIt() throws IOException {
        tree.write("A.java", "class A {}");
        scan.onEvent(event -> {
            if (event instanceof ScanEvent.FileStarted) {
                throw new AssertionError("thrown by the test's listener");
            }
        });

        assertThatThrownBy(() -> scan.run(tree.root()))
                .isInstanceOfSatisfying(
                        ScanFailedException.class,
                        failure -> assertThat(failure.error().code()).isEqualTo("internal"));
    }
}
