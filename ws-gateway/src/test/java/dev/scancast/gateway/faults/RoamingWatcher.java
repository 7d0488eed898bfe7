package dev.scancast.gateway.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.redis.Backoff;
import dev.scancast.gateway.faults.Verdicts.Violation;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.RawHttp;
import dev.scancast.testkit.RawWebSocket;
import dev.scancast.testkit.TestkitException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One who joins a scan and follows it to its end by the rules of the documented client: full jitter between attempts,
 * back at the time that a notice names, the last event's id on SSE, no older document over a newer one, no return after
 * 1000 and 4404. It checks what it is given as it comes. Confined to its thread, but for the volatile fields.
 */
final class RoamingWatcher implements Runnable {
    private static final Duration SILENCE = Duration.ofSeconds(8);
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LAST_RETRY = Duration.ofSeconds(2);
    private static final long STABLE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long LONGEST_AFTER_END = Duration.ofSeconds(60).toNanos();
    private static final int SMALL_BUFFER = 4096;
    private static final int NORMAL = 1000;
    private static final int NOT_FOUND = 4404;

    /** How it misbehaves. */
    enum Habit {
        NONE,
        BEHIND_AN_IMPATIENT_PROXY,
        STALLS,
        TRICKLES,
        VANISHES
    }

    private final FaultWorld world;
    private final RandomScan scan;
    private final Verdicts verdicts;
    private final Random random;
    private final boolean sse;
    private final boolean notices;
    private Habit habit;

    private final Backoff backoff = new Backoff(FIRST_RETRY, LAST_RETRY);
    private String lastEventId = "";
    private @Nullable Duration askedToReturnIn;
    private @Nullable String shown;
    private double shownPercent = -1;
    private boolean ended;
    private @Nullable String terminal;

    // Of the connection that stands.
    private final Set<String> seenHere = new HashSet<>();
    private Position newestHere = Position.NONE;
    private double percentHere = -1;
    private boolean resumed;
    private boolean buried;

    /** What the auditor of gaps looks at. */
    volatile Position held = Position.NONE;

    volatile long connectedAt;
    volatile boolean exempt;

    RoamingWatcher(FaultWorld world, RandomScan scan, Verdicts verdicts, Random random) {
        this.world = world;
        this.scan = scan;
        this.verdicts = verdicts;
        this.random = random;
        this.sse = random.nextInt(5) < 2;
        this.notices = random.nextBoolean();
        int roll = random.nextInt(100);
        this.habit = roll < 12
                ? Habit.BEHIND_AN_IMPATIENT_PROXY
                : sse || roll < 70
                        ? Habit.NONE
                        : roll < 80 ? Habit.STALLS : roll < 90 ? Habit.TRICKLES : Habit.VANISHES;
    }

    @Override
    public void run() {
        while (!ended && !isTooLate() && !world.isStopped()) {
            long began = System.nanoTime();
            beginConnection();
            verdicts.connections.increment();
            try {
                if (sse) {
                    watchEvents();
                } else {
                    watchSocket();
                }
            } catch (IOException | TestkitException e) {
                if (habit == Habit.BEHIND_AN_IMPATIENT_PROXY && connectedAt != 0) {
                    verdicts.happened(Fault.CUT_BY_PROXY);
                }
            }
            connectedAt = 0;
            if (terminal != null) {
                ended = true; // the documented client stops at the terminal document, however the connection ends
            }
            if (!ended) {
                if (System.nanoTime() - began > STABLE_NANOS) {
                    backoff.reset();
                }
                Duration pause = askedToReturnIn != null ? askedToReturnIn : backoff.next();
                world.pause(pause);
            }
        }
        if (!world.isStopped()) {
            judge();
        }
    }

    private void judge() {
        if (terminal == null) {
            verdicts.violation(Violation.MISSED_TERMINAL, this + " never saw the end; it holds " + shown);
        } else if (!scan.isTerminal(terminal)) {
            verdicts.violation(Violation.WRONG_END, this + " was shown the end " + terminal);
        }
    }

    private boolean isTooLate() {
        long endedAt = scan.endedAt();
        return endedAt != 0 && System.nanoTime() - endedAt > LONGEST_AFTER_END;
    }

    private void beginConnection() {
        seenHere.clear();
        newestHere = Position.NONE;
        percentHere = -1;
        askedToReturnIn = null;
        exempt = false;
        buried = false;
    }

    // ---- WebSocket

    private void watchSocket() throws IOException {
        int buffer = habit == Habit.STALLS || habit == Habit.TRICKLES ? SMALL_BUFFER : 0;
        URI uri = URI.create("ws://127.0.0.1:" + port() + "/ws/scan/" + scan.id() + (notices ? "?notices=true" : ""));
        RawWebSocket socket = RawWebSocket.open(uri, buffer);
        try {
            connectedAt = System.nanoTime();
            socket.setPatience(SILENCE);
            int misbehaveAfter = random.nextInt(6);
            int messages = 0;
            while (true) {
                RawWebSocket.Frame frame = socket.readFrame();
                if (frame.opcode() == RawWebSocket.TEXT) {
                    onText(frame.text());
                    if (++messages > misbehaveAfter && terminal == null && misbehave(socket)) {
                        return;
                    }
                } else if (frame.opcode() == RawWebSocket.PING) {
                    socket.sendFrame(true, RawWebSocket.PONG, frame.payload());
                } else if (frame.opcode() == RawWebSocket.CLOSE) {
                    socket.sendClose(NORMAL, "");
                    onEnd(frame.closeCode(), frame.closeReason());
                    return;
                }
            }
        } finally {
            if (!buried) {
                socket.close();
            }
        }
    }

    /** Once; true if the connection is to be left. */
    private boolean misbehave(RawWebSocket socket) throws IOException {
        switch (habit) {
            case STALLS -> {
                exempt = true;
                verdicts.happened(Fault.CLIENT_STALLED);
                world.pause(Duration.ofMillis(500 + random.nextInt(3500)));
            }
            case TRICKLES -> {
                exempt = true;
                verdicts.happened(Fault.CLIENT_TRICKLES);
                socket.trickle(Duration.ofMillis(300), Duration.ofMillis(1000 + random.nextInt(2000)));
                habit = Habit.NONE;
                return true; // in the midst of a frame: it comes back
            }
            case VANISHES -> {
                verdicts.happened(Fault.CLIENT_VANISHED);
                buried = true;
                habit = Habit.NONE;
                world.bury(socket, this.toString());
                return true;
            }
            case NONE, BEHIND_AN_IMPATIENT_PROXY -> {
                return false;
            }
        }
        habit = Habit.NONE;
        exempt = true; // what it missed meanwhile comes as fast as it reads
        return false;
    }

    // ---- server-sent events

    private void watchEvents() throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + port() + "/events/" + scan.id() + (notices ? "?notices=true" : ""));
        try (RawHttp http = RawHttp.connect(uri)) {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("Accept", "text/event-stream");
            if (!lastEventId.isEmpty()) {
                headers.put("Last-Event-ID", lastEventId);
            }
            resumed = !lastEventId.isEmpty();
            http.get(uri, headers);
            RawHttp.Head head = http.readHead();
            if (head.status() == 204) {
                onEnd(NORMAL, "");
                return;
            }
            if (head.status() != 200) {
                if (head.status() == 404) {
                    onEnd(NOT_FOUND, "scan_not_found");
                }
                return;
            }
            connectedAt = System.nanoTime();
            http.setPatience(SILENCE);
            String name = "message";
            StringBuilder data = new StringBuilder();
            while (true) {
                String line = http.readLine();
                if (line.isEmpty()) {
                    if (data.length() > 0 && onEvent(name, data.substring(1))) {
                        return;
                    }
                    name = "message";
                    data.setLength(0);
                } else if (line.startsWith("data: ")) {
                    data.append('\n').append(line, 6, line.length());
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    lastEventId = line.substring(4);
                }
            }
        }
    }

    /** True if it was the last. */
    private boolean onEvent(String name, String data) {
        switch (name) {
            case "message", "notice" -> onText(data);
            case "end" -> {
                JsonNode end = Documents.parse(data);
                onEnd(end.path("code").asInt(), end.path("reason").asText());
                return true;
            }
            default -> {} // heartbeats
        }
        return false;
    }

    private int port() {
        return habit == Habit.BEHIND_AN_IMPATIENT_PROXY ? world.impatientPort() : world.port();
    }

    // ---- what comes

    private void onText(String text) {
        JsonNode document = Documents.parse(text);
        if (!Documents.isDocument(text)) {
            if (document.path("code").asText().equals("going_away")) {
                askedToReturnIn =
                        Duration.ofMillis(document.path("reconnect_in_ms").asLong());
            }
            return;
        }
        verdicts.documents.increment();
        Position position = Position.of(document);
        double percent = document.path("progress").doubleValue();
        if (!seenHere.add(text)) {
            verdicts.violation(Violation.REPEAT, this + " got twice on one connection: " + text);
        } else if (resumed && seenHere.size() == 1 && document.has("epoch") && text.equals(shown)) {
            verdicts.violation(Violation.REPEAT, this + " resumed and got again: " + text);
        }
        if (position.isOlderThan(newestHere) || percent < percentHere) {
            verdicts.violation(
                    Violation.REGRESSION,
                    this + " got " + text + " after " + newestHere + " with " + percentHere + " %");
        }
        if (seenHere.size() > 1) {
            scan.noteLag(position, exempt ? 0 : world.calmSince(), verdicts);
        }
        newestHere = position;
        percentHere = percent;
        show(text, document, position, percent);
    }

    /** By the client's rule: no older one over a newer one, where documents have an order of their own. */
    private void show(String text, JsonNode document, Position position, double percent) {
        if (document.has("epoch") && position.isOlderThan(held)) {
            return;
        }
        if (document.has("epoch") && percent < shownPercent) {
            verdicts.violation(Violation.REGRESSION, this + " is to show " + text + " after " + shownPercent + " %");
        }
        shown = text;
        shownPercent = percent;
        held = position;
        if (Documents.isTerminal(text)) {
            terminal = text;
            scan.noteEnd(connectedAt, exempt ? 0 : world.calmSince(), verdicts);
        } else if (terminal != null) {
            verdicts.violation(Violation.WRONG_END, this + " got after the end: " + text);
        }
    }

    private void onEnd(int code, String reason) {
        if (code == NORMAL) {
            ended = true;
            if (terminal == null) {
                verdicts.violation(
                        Violation.MISSED_TERMINAL, this + " was closed with 1000 " + reason + " before the end");
            } else if (!reason.isEmpty() && !reason.equals(scan.outcome())) {
                verdicts.violation(Violation.WRONG_END, this + " was closed with 1000 " + reason);
            }
        } else if (code == NOT_FOUND) {
            ended = true;
            verdicts.violation(Violation.WRONG_END, this + " was told " + code + " " + reason);
        } // 1001, 1006, 1011, 1012, 1013: it comes back
    }

    @Override
    public String toString() {
        return "a watcher of " + scan + " (" + (sse ? "SSE" : "WebSocket") + ", " + habit + ")";
    }
}
