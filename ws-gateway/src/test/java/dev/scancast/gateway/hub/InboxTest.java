package dev.scancast.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What bounds the memory between the link's reader and the loops. */
class InboxTest {
    private static final int BYTES = 1000;

    private final Inbox inbox = new Inbox(3 * BYTES);
    private final AtomicInteger entered = new AtomicInteger();

    private Thread reader() {
        Thread reader = new Thread(() -> {
            for (int i = 0; i < 10; i++) {
                inbox.enter(BYTES);
                entered.incrementAndGet();
            }
        });
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    @Test
    void whoReadsWaitsWhileItIsFullAndGoesOnWhenSomethingWasTaken() {
        Thread reader = reader();
        awaitWaiting(reader);
        assertThat(entered).hasValue(3);
        inbox.leave(BYTES);
        await("one more is in").untilAtomic(entered, is(4));
        awaitWaiting(reader);
        assertThat(entered).hasValue(4);
        for (int i = 0; i < 6; i++) {
            inbox.leave(BYTES);
        }
        await("all are in").untilAtomic(entered, is(10));
    }

    @Test
    void nobodyWaitsAtOneThatIsClosed() {
        awaitWaiting(reader());
        inbox.close();
        await("all are in").untilAtomic(entered, is(10));
    }

    private static void awaitWaiting(Thread reader) {
        await("the reader waits").until(() -> reader.getState() == Thread.State.TIMED_WAITING);
    }
}
