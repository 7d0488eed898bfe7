package dev.scancast.gateway.session;

import dev.scancast.gateway.hub.Loop;
import org.jspecify.annotations.Nullable;

/**
 * What a session shows its client: one scan, or many. A feed gives what comes to its session by
 * {@link ClientSession#offer}, {@link ClientSession#tell} and {@link ClientSession#end}, on its loop.
 */
public interface Feed {

    /** The loop that the feed and its session are confined to. Callable from any thread. */
    Loop loop();

    /** Begins. Callable from any thread, once. */
    void join();

    /** Gives the session nothing more; harmless when it has been called before. Callable on the loop. */
    void leave();

    /**
     * All that brings a client up to date which skipped some, framed for its transport; null while nothing is known.
     * Callable on the loop, also after {@link #leave()}: one that is behind at the end gets the end by this.
     */
    byte @Nullable [] newest(Protocol protocol);

    /** The room that was asked for by {@link ClientSession#wantRoom} is there. Callable on the loop. */
    default void onRoom() {}

    /** For logs: {@code scan=<id>} or the like. Callable from any thread. */
    String name();

    /** Makes the feed of a session. */
    interface Factory {
        /** Called once, by the session's constructor: the session can be remembered but not used yet. */
        Feed feedFor(ClientSession session);
    }
}
