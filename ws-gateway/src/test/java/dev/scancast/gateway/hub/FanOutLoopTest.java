package dev.scancast.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FanOutLoopTest {
    private static final String LOOP = "test-loop";
    private static final int LENDERS = 3;
    private static final int TASKS_EACH = 20_000;

    private final FanOutLoop loop = new FanOutLoop(LOOP);

    @BeforeEach
    void start() {
        loop.start();
    }

    @AfterEach
    void close() {
        loop.close();
    }

    /** Lends until the loop rested long enough to take it. */
    private String whoRanIt() {
        AtomicReference<String> runner = new AtomicReference<>();
        loop.lend(() -> runner.set(Thread.currentThread().getName()));
        await("the task has run").until(() -> runner.get() != null);
        return runner.get();
    }

    @Test
    void whoBringsADocumentToARestingLoopRunsItsTurn() {
        String me = Thread.currentThread().getName();
        await("the loop rests and takes the thread")
                .pollDelay(Duration.ofMillis(1))
                .pollInterval(Duration.ofMillis(5))
                .pollInSameThread()
                .until(() -> whoRanIt().equals(me));
    }

    @Test
    void whatFollowsFromALentTurnIsRunToo() {
        List<String> order = new ArrayList<>();
        CountDownLatch ended = new CountDownLatch(1);
        loop.lend(() -> {
            loop.atEndOfTurn(() -> order.add("end of turn"));
            loop.execute(() -> order.add("more"));
            order.add("task");
            // earlier than anything the loop's thread waits for
            loop.schedule(Duration.ofMillis(20), () -> {
                order.add("timer");
                ended.countDown();
            });
        });
        await("the timer has run").until(() -> ended.getCount() == 0);
        assertThat(order).containsExactly("task", "more", "end of turn", "timer");
    }

    @Test
    void aLoopAtWorkTakesWhatItIsLent() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        loop.execute(() -> {
            begun.countDown();
            awaitUninterruptibly(gate);
        });
        begun.await();
        AtomicReference<String> runner = new AtomicReference<>();
        loop.lend(() -> runner.set(Thread.currentThread().getName()));
        assertThat(runner).hasNullValue();
        gate.countDown();
        await("it has run").until(() -> runner.get() != null);
        assertThat(runner).hasValue(LOOP);
    }

    @Test
    void afterALongTurnNobodyIsHeldUp() {
        whoBringsADocumentToARestingLoopRunsItsTurn();
        AtomicReference<String> after = new AtomicReference<>();
        loop.lend(() -> sleepUninterruptibly(Duration.ofMillis(20)));
        loop.lend(() -> after.set(Thread.currentThread().getName()));
        await("it has run").until(() -> after.get() != null);
        assertThat(after).hasValue(LOOP);
    }

    @Test
    void aLoopThatIsBehindAfterMuchWorkAtATurnsEndWaitsForMoreToJoin() {
        await("a rest before what waits").until(() -> {
            AtomicLong endedAt = new AtomicLong();
            AtomicLong nextAt = new AtomicLong();
            loop.execute(() -> loop.atEndOfTurn(() -> {
                sleepUninterruptibly(Duration.ofMillis(10));
                loop.execute(() -> nextAt.set(System.nanoTime()));
                endedAt.set(System.nanoTime());
            }));
            await("the next turn has run").until(() -> nextAt.get() != 0);
            Duration rest = Duration.ofMillis(5); // of 10: a thread may sleep a little less
            return nextAt.get() - endedAt.get() >= rest.toNanos();
        });
    }

    /** From several threads, in each one's order, one at a time, none lost: whoever runs them. */
    @Test
    void everyTaskRunsOnceInItsThreadsOrderAndAlone() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        List<Queue<Integer>> ran = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        int[] unguarded = new int[1];
        for (int i = 0; i < LENDERS; i++) {
            Queue<Integer> mine = new ConcurrentLinkedQueue<>();
            ran.add(mine);
            boolean lends = i > 0;
            threads.add(new Thread(() -> {
                for (int k = 0; k < TASKS_EACH; k++) {
                    int number = k;
                    Runnable task = () -> {
                        together.addAndGet(inside.incrementAndGet() - 1);
                        unguarded[0]++;
                        mine.add(number);
                        inside.decrementAndGet();
                    };
                    if (lends) {
                        loop.lend(task);
                    } else {
                        loop.execute(task);
                    }
                    if (k % 64 == 0) {
                        LockSupport.parkNanos(50_000);
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        await("all have run").until(() -> ran.stream().mapToInt(Queue::size).sum() == LENDERS * TASKS_EACH);
        assertThat(together).hasValue(0);
        loop.close(); // makes the count visible
        assertThat(unguarded[0]).isEqualTo(LENDERS * TASKS_EACH);
        for (Queue<Integer> one : ran) {
            assertThat(List.copyOf(one)).isSorted();
        }
    }

    private static void sleepUninterruptibly(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (end - System.nanoTime() > 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private static void awaitUninterruptibly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
