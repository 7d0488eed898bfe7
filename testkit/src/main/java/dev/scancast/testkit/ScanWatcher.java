package dev.scancast.testkit;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.core.ConditionFactory;

/** A client that watches one scan, over whatever transport. Thread-safe. */
public interface ScanWatcher extends AutoCloseable {

    /** How long the waiting methods wait unless told otherwise. */
    Duration PATIENCE = Duration.ofSeconds(20);

    /** The progress documents so far, in order of arrival. */
    List<Received> documents();

    /** Whatever else was sent, as JSON with a {@code type}, in order; always empty where a transport has none. */
    List<Received> messages();

    /** Whether the watching is over, in order or not. */
    boolean hasEnded();

    /** The code of the end as WebSocket counts them: 1000 for a scan that ended; 1006 if the connection just broke. */
    int endCode();

    /** The reason told with the code, empty if none was. */
    String endReason();

    /** Cuts the connection, if it stands. */
    @Override
    void close();

    /** The documents' texts. */
    default List<String> texts() {
        return documents().stream().map(Received::text).toList();
    }

    /** The newest document's text, empty if there is none. */
    default String last() {
        List<Received> documents = documents();
        return documents.isEmpty() ? "" : documents.get(documents.size() - 1).text();
    }

    /** Waits until there are so many documents. */
    default void awaitDocuments(int count) {
        soon(count + " documents", PATIENCE).until(() -> documents().size() >= count);
    }

    /** Waits until a document holds the text. */
    default void awaitDocument(String text) {
        soon("a document with " + text, PATIENCE)
                .until(() -> documents().stream()
                        .anyMatch(document -> document.text().contains(text)));
    }

    /** Waits until a message that is no document holds the text. */
    default void awaitMessage(String text) {
        awaitMessage("a message with " + text, message -> message.contains(text));
    }

    /** Waits until a message that is no document is one of those. */
    default void awaitMessage(String name, Predicate<String> wanted) {
        soon(name, PATIENCE).until(() -> messages().stream().anyMatch(message -> wanted.test(message.text())));
    }

    /** Waits for the end. */
    default void awaitEnd() {
        awaitEnd(PATIENCE);
    }

    /** Waits so long for the end. */
    default void awaitEnd(Duration patience) {
        soon("the end of the watching", patience).until(this::hasEnded);
    }

    private static ConditionFactory soon(String name, Duration patience) {
        return await(name).atMost(patience).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }
}
