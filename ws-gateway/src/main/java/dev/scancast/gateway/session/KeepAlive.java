package dev.scancast.gateway.session;

import dev.scancast.gateway.hub.Loop;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Proves to a peer, and to proxies between, that the connection lives, and finds out whether the peer does. Confined to
 * the session's loop, but for what says otherwise.
 */
final class KeepAlive {
    private static final int MOST_MISSED = 2;

    private final Loop loop;
    private final Protocol protocol;
    private final BooleanSupplier idle;
    private final Consumer<byte[]> send;
    private final Runnable onDead;
    private volatile long heardAt = System.nanoTime();
    private int unanswered;
    private long unansweredSince;
    private Loop.@Nullable Timer next;
    private boolean stopped;

    /**
     * One that hasn't begun.
     *
     * @param idle whether nothing is on its way to the peer: only then there is need
     * @param onDead called once, when the peer has answered too few
     */
    KeepAlive(Loop loop, Protocol protocol, BooleanSupplier idle, Consumer<byte[]> send, Runnable onDead) {
        this.loop = loop;
        this.protocol = protocol;
        this.idle = idle;
        this.send = send;
        this.onDead = onDead;
    }

    /** Begins, at a random time: so that ten thousand that came together aren't pinged together. */
    void begin() {
        long most = protocol.keepAliveInterval().toMillis();
        next = loop.schedule(Duration.ofMillis(ThreadLocalRandom.current().nextLong(most + 1)), this::onTime);
    }

    /** The peer was heard of. Callable from any thread. */
    void heard() {
        heardAt = loop.nanoTime();
    }

    /** No more of them. */
    void stop() {
        stopped = true;
        if (next != null) {
            next.cancel();
        }
    }

    private void onTime() {
        if (stopped) {
            return;
        }
        if (heardAt - unansweredSince >= 0) {
            unanswered = 0;
        }
        if (protocol.answersKeepAlive() && unanswered >= MOST_MISSED) {
            onDead.run();
            return;
        }
        if (idle.getAsBoolean()) {
            if (unanswered++ == 0) {
                unansweredSince = loop.nanoTime();
            }
            send.accept(protocol.keepAlive());
        }
        next = loop.schedule(protocol.keepAliveInterval(), this::onTime);
    }
}
