package dev.scancast.gateway.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.scancast.contract.document.ScanId;
import dev.scancast.gateway.hub.HubNotice;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A message of the gateway's own, which always has a type; a progress document never has one. */
public sealed interface Message {

    /** The reserved word in {@code type}, and the name of the SSE event. */
    String type();

    /**
     * Something a person may want to know.
     *
     * @param scanId which of many scans it is about; null where it is about all that are watched
     * @param reconnectInMs when to come back, in milliseconds; null where that isn't asked
     * @param from the first line of the log that it is about, null where it is about none
     * @param to the last one
     */
    @JsonPropertyOrder({"type", "code", "message"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Notice(
            String type,
            String code,
            String message,
            @Nullable ScanId scanId,
            @Nullable Long reconnectInMs,
            @Nullable Long from,
            @Nullable Long to)
            implements Message {

        private static final Set<String> ABOUT_CONNECTIONS = Set.of(
                "degraded",
                "recovered",
                "going_away",
                "token_expiring",
                "token_expired",
                "token_taken",
                "token_refused");

        private Notice(
                String type, String code, String message, @Nullable ScanId scanId, @Nullable Long reconnectInMs) {
            this(type, code, message, scanId, reconnectInMs, null, null);
        }

        /** What the hub has to tell. */
        public static Notice of(HubNotice notice) {
            return new Notice("notice", notice.code(), notice.message(), null, null);
        }

        /** What the hub has to tell of one among many scans. */
        public static Notice of(HubNotice notice, ScanId scan) {
            return new Notice("notice", notice.code(), notice.message(), scan, null);
        }

        /** The log has no such lines any more. */
        static Notice logDropped(long from, long to) {
            return new Notice(
                    "notice",
                    "log_dropped",
                    from == to ? "A line of the log is lost." : (to - from + 1) + " lines of the log are lost.",
                    null,
                    null,
                    from,
                    to);
        }

        /** The log has begun again. */
        static Notice logRestarted() {
            return new Notice("notice", "log_restarted", "The log has begun again; all of it follows.", null, null);
        }

        /** The client's token is good for so long. */
        static Notice tokenExpiring(Duration left) {
            return new Notice(
                    "notice",
                    "token_expiring",
                    "The token expires in " + left.toSeconds() + " s: send a new one.",
                    null,
                    null);
        }

        /** It is good no longer. */
        static Notice tokenExpired() {
            return new Notice("notice", "token_expired", "The token has expired: come back with a new one.", null, 0L);
        }

        /** A new one counts. */
        static Notice tokenTaken() {
            return new Notice("notice", "token_taken", "The new token counts from now on.", null, null);
        }

        /** A new one doesn't. */
        static Notice tokenRefused() {
            return new Notice("notice", "token_refused", "The new token is not valid here.", null, null);
        }

        /** Whether it is about the connection, and says nothing of any scan. */
        boolean concernsAll() {
            return ABOUT_CONNECTIONS.contains(code);
        }

        /** This gateway goes away. */
        static Notice goingAway(Duration reconnectIn) {
            return new Notice(
                    "notice",
                    "going_away",
                    "This gateway goes away; another one takes over.",
                    null,
                    reconnectIn.toMillis());
        }
    }

    /**
     * The answer to a client's ping.
     *
     * @param t what the ping carried, as JSON; null if nothing
     * @param time the gateway's clock
     */
    @JsonPropertyOrder({"type", "t", "time"})
    record Pong(String type, @JsonRawValue @Nullable String t, Instant time) implements Message {

        /** The answer to a ping that carried {@code t}. */
        public static Pong to(@Nullable String t) {
            return new Pong("pong", t, Instant.now());
        }
    }
}
