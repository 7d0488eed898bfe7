package dev.scancast.gateway.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.DocumentRejectedException;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.WireDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of documents on their way to those who watch, on a loop whose time the test moves. */
class AudienceTest {
    private static final ScanId SCAN = new ScanId("s");

    private final ManualLoop loop = new ManualLoop();
    private final RecordingWatcher watcher = new RecordingWatcher();

    private Audience audience(int maxDocumentsPerSecond) {
        Audience audience = new Audience(
                SCAN,
                loop,
                new HubSettings(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        1,
                        maxDocumentsPerSecond,
                        Long.MAX_VALUE),
                new HubMetrics(),
                () -> false,
                () -> {});
        audience.join(watcher);
        return audience;
    }

    @Test
    void withoutALimitAllOfAFloodIsGiven() {
        Audience audience = audience(0);
        for (int i = 1; i <= 500; i++) {
            audience.add(document(i, "scanning"));
        }
        loop.runTurn();
        assertThat(watcher.documents).hasSize(500);
    }

    @Test
    void aFloodIsThinnedAndTheNewestWins() {
        Audience audience = audience(10);
        for (int i = 1; i <= 2_000; i++) {
            audience.add(document(i, "scanning"));
            loop.runTurn();
            loop.pass(Duration.ofMillis(1));
        }
        loop.pass(Duration.ofMillis(100));
        assertThat(watcher.documents).hasSizeBetween(20, 22).isSortedAccordingTo(AudienceTest::bySeq);
        assertThat(watcher.last()).isEqualTo(document(2_000, "scanning").toString());
    }

    @Test
    void aChangeOfStatusAndTheEndComeAtOnceAndNothingOlderBehindThem() {
        Audience audience = audience(1);
        audience.add(document(1, "scanning"));
        audience.add(document(2, "scanning"));
        audience.add(document(3, "writing"));
        audience.add(document(4, "writing"));
        audience.add(document(5, "completed"));
        loop.runTurn();
        loop.pass(Duration.ofSeconds(5));
        assertThat(watcher.documents)
                .containsExactly(
                        document(1, "scanning").toString(),
                        document(3, "writing").toString(),
                        document(5, "completed").toString());
        assertThat(watcher.end).isEqualTo(ScanStatus.COMPLETED);
    }

    @Test
    void aDocumentThatIsAloneIsNotHeldUp() {
        Audience audience = audience(1);
        audience.add(document(1, "scanning"));
        loop.runTurn();
        loop.pass(Duration.ofSeconds(2));
        audience.add(document(2, "scanning"));
        loop.runTurn();
        assertThat(watcher.documents).hasSize(2);
    }

    /** Else the one who joins would be given it with the snapshot, and then once more. */
    @Test
    void whatIsHeldGoesOutBeforeAnybodyJoinsAndBeforeANotice() {
        Audience audience = audience(1);
        audience.add(document(1, "scanning"));
        audience.add(document(2, "scanning"));
        loop.runTurn();
        assertThat(watcher.documents).hasSize(1);
        audience.flush();
        assertThat(watcher.documents).hasSize(2);
        audience.add(document(3, "scanning"));
        audience.tell(HubNotice.DEGRADED);
        assertThat(watcher.documents).hasSize(3);
        loop.pass(Duration.ofSeconds(5));
        assertThat(watcher.documents).hasSize(3);
    }

    @Test
    void aWatcherThatFailsIsLeftOutAndTheOthersGetTheEnd() {
        Audience audience = audience(0);
        RecordingWatcher failing = new RecordingWatcher() {
            @Override
            public void onEnd(ScanStatus end) {
                throw new IllegalStateException("a watcher's own trouble, as this test wants it");
            }
        };
        RecordingWatcher behindIt = new RecordingWatcher();
        audience.join(failing);
        audience.join(behindIt);
        audience.add(document(1, "completed"));
        loop.runTurn();
        assertThat(watcher.end).isEqualTo(ScanStatus.COMPLETED);
        assertThat(behindIt.end).isEqualTo(ScanStatus.COMPLETED);
        assertThat(audience.isEmpty()).isTrue();
    }

    /**
     * One came back with what it had, and by then two documents were known in one turn: it was given both, the first
     * for the second time.
     */
    @Test
    void whatAWatcherHoldsIsLeftOutOfATurnThatBringsMore() {
        Audience audience = audience(0);
        List<String> given = new ArrayList<>();
        audience.join(new RecordingWatcher() {
            @Override
            public boolean holds(WireDocument current) {
                return current.seq() == 2;
            }

            @Override
            public void onDocuments(Broadcast broadcast) {
                broadcast.documents().forEach(document -> given.add(document.toString()));
            }
        });
        audience.add(document(1, "scanning"));
        audience.add(document(2, "scanning"));
        audience.add(document(3, "scanning"));
        loop.runTurn();
        assertThat(given).containsExactly(document(3, "scanning").toString());
        assertThat(watcher.documents).hasSize(3);
    }

    private static WireDocument document(int seq, String status) {
        try {
            return WireDocument.parse(
                    SCAN, ("{\"epoch\":1,\"seq\":" + seq + ",\"status\":\"" + status + "\"}").getBytes(UTF_8));
        } catch (DocumentRejectedException e) {
            throw new AssertionError(e);
        }
    }

    private static int bySeq(String a, String b) {
        return Long.compare(seq(a), seq(b));
    }

    private static long seq(String text) {
        return Long.parseLong(text.replaceAll(".*\"seq\":(\\d+).*", "$1"));
    }
}
