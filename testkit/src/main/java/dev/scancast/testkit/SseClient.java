package dev.scancast.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event stream as the HTML standard's section 9.2 tells, and keeps what it gets. It doesn't come back by
 * itself. Thread-safe.
 */
public final class SseClient implements ScanWatcher {
    private static final int BROKEN = 1006;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;

    private final RawHttp http;
    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());
    private final List<String> comments = Collections.synchronizedList(new ArrayList<>());
    private volatile RawHttp.@Nullable Answer answer;
    private volatile String lastEventId;
    private volatile boolean ended;

    private SseClient(RawHttp http, String lastEventId) {
        this.http = http;
        this.lastEventId = lastEventId;
    }

    /**
     * One event.
     *
     * @param name {@code message} where none was given
     * @param id the last id told when it came, empty if none was
     */
    public record Event(String name, String id, String data, long atNanos) {}

    /** Opens the stream as a new client. */
    public static SseClient open(URI uri) {
        return open(uri, "");
    }

    /**
     * Opens the stream as a client that comes back.
     *
     * @param lastEventId empty for none
     */
    public static SseClient open(URI uri, String lastEventId) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "text/event-stream");
        if (!lastEventId.isEmpty()) {
            headers.put("Last-Event-ID", lastEventId);
        }
        RawHttp http = RawHttp.connect(uri);
        try {
            http.get(uri, headers);
            http.setPatience(Duration.ZERO);
        } catch (IOException e) {
            http.close();
            throw new TestkitException("cannot ask for " + uri, e);
        }
        SseClient client = new SseClient(http, lastEventId);
        Thread reader = new Thread(client::read, "testkit-sse");
        reader.setDaemon(true);
        reader.start();
        return client;
    }

    /** All events so far, in order. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /** The events of that name so far. */
    public List<Event> events(String name) {
        return events().stream().filter(event -> event.name().equals(name)).toList();
    }

    /** The comment lines so far, without their colon. */
    public List<String> comments() {
        return List.copyOf(comments);
    }

    /** The id to come back with, empty if none was told. */
    public String lastEventId() {
        return lastEventId;
    }

    /** The answer's head, with its body where it is no stream; null while it hasn't come. */
    public RawHttp.@Nullable Answer answer() {
        return answer;
    }

    @Override
    public List<Received> documents() {
        return events("message").stream()
                .map(event -> new Received(event.data(), event.atNanos()))
                .toList();
    }

    /** The events {@code notice}, and what else has a type. */
    @Override
    public List<Received> messages() {
        return events().stream()
                .filter(event -> !List.of("message", "heartbeat", "end").contains(event.name()))
                .map(event -> new Received(event.data(), event.atNanos()))
                .toList();
    }

    @Override
    public boolean hasEnded() {
        return ended;
    }

    /** The code of the event {@code end}; where there is no stream 1000 for 204, else 4000 and the status. */
    @Override
    public int endCode() {
        RawHttp.Answer head = answer;
        if (head != null && head.status() != OK) {
            return head.status() == NO_CONTENT ? 1000 : 4000 + head.status();
        }
        JsonNode end = end();
        return end == null ? BROKEN : end.path("code").asInt();
    }

    /** The reason of the event {@code end}, or the code of a problem. */
    @Override
    public String endReason() {
        RawHttp.Answer head = answer;
        if (head != null && head.status() != OK) {
            return head.body().isEmpty()
                    ? ""
                    : Documents.parse(head.body()).path("code").asText();
        }
        JsonNode end = end();
        return end == null ? "" : end.path("reason").asText();
    }

    @Override
    public void close() {
        http.reset();
    }

    private @Nullable JsonNode end() {
        List<Event> ends = events("end");
        return ends.isEmpty() ? null : Documents.parse(ends.get(ends.size() - 1).data());
    }

    private void read() {
        try {
            RawHttp.Head head = http.readHead();
            if (head.status() == OK) {
                answer = new RawHttp.Answer(head, "");
                readEvents(http.body(head));
            } else {
                answer = new RawHttp.Answer(head, http.readBody(head));
            }
        } catch (IOException e) {
            // the end of the body, or of the connection, is the end of the stream
        } finally {
            ended = true;
        }
    }

    private void readEvents(InputStream body) throws IOException {
        String name = "message";
        StringBuilder data = new StringBuilder();
        while (true) {
            String line = RawHttp.readLine(body);
            if (line.isEmpty()) {
                if (data.length() > 0) {
                    events.add(new Event(name, lastEventId, data.substring(0, data.length() - 1), System.nanoTime()));
                }
                name = "message";
                data.setLength(0);
            } else if (line.startsWith(":")) {
                comments.add(line.substring(1));
            } else {
                int colon = line.indexOf(':');
                String field = colon < 0 ? line : line.substring(0, colon);
                String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
                switch (field) {
                    case "event" -> name = value;
                    case "data" -> data.append(value).append('\n');
                    case "id" -> lastEventId = value;
                    default -> {} // the standard says to ignore it
                }
            }
        }
    }
}
