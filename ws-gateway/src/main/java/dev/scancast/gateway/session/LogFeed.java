package dev.scancast.gateway.session;

import dev.scancast.contract.document.LogEntry;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.gateway.hub.Hub;
import dev.scancast.gateway.hub.LogWatcher;
import dev.scancast.gateway.hub.Loop;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A scan's log, for one client that watches the scan: the part of its {@link ScanFeed} that brings log lines, and that
 * lets the client stay, when the scan has ended, until it has the end of the log too. Confined to the scan's loop, but
 * for {@link #join}.
 */
final class LogFeed implements LogWatcher {
    private final Hub hub;
    private final ScanId scan;
    private final ScanFeed.LogOptions options;
    private final ClientSession session;
    private final Supplier<String> version;

    private long given;
    private boolean complete;

    /** What a client that was behind at the very end is still to be given. */
    private final ByteArrayOutputStream lastWords = new ByteArrayOutputStream();

    private @Nullable Runnable close;
    private Loop.@Nullable Timer patience;

    /** @param version the version of the document that the client has, empty if it has none */
    LogFeed(Hub hub, ScanId scan, ScanFeed.LogOptions options, ClientSession session, Supplier<String> version) {
        this.hub = hub;
        this.scan = scan;
        this.options = options;
        this.session = session;
        this.version = version;
        this.given = options.after();
    }

    void join() {
        hub.joinLog(scan, this);
    }

    void leave() {
        if (patience != null) {
            patience.cancel();
            patience = null;
        }
        hub.leaveLog(scan, this);
    }

    void onRoom() {
        hub.resumeLog(scan, this);
    }

    /** The scan's end was given: the client is closed by this as soon as it has the log's end, or won't get it. */
    void onScanEnded(Runnable closing) {
        close = closing;
        if (complete) {
            closing.run();
        } else {
            patience = hub.loopOf(scan).schedule(options.patience(), () -> hub.finishLog(scan, this));
        }
    }

    /** Documents with what must follow them: by their own ids a client that comes back would not say its line. */
    byte[] followed(byte[] documents) {
        byte[] bookmark = session.protocol().bookmark(position());
        return bookmark.length == 0 ? documents : joined(documents, bookmark);
    }

    /** The newest document for a client that was behind, with what it could not be told meanwhile. */
    byte[] followedByAll(byte[] document) {
        byte[] all = joined(followed(document), lastWords.toByteArray());
        lastWords.reset();
        return all;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    // ---- LogWatcher

    @Override
    public long after() {
        return options.after();
    }

    @Override
    public long room() {
        return session.room();
    }

    @Override
    public void onEntries(List<LogEntry> entries) {
        complete = false;
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (LogEntry entry : entries) {
            given = entry.number();
            frames.writeBytes(session.protocol().typed(WireDocument.LOG_TYPE, position(), entry.json()));
        }
        give(frames.toByteArray());
    }

    @Override
    public void onFull() {
        session.wantRoom();
    }

    @Override
    public void onDropped(long from, long to) {
        given = to;
        give(session.protocol().message(Message.Notice.logDropped(from, to)));
    }

    @Override
    public void onRestart() {
        given = 0;
        complete = false;
        give(session.protocol().message(Message.Notice.logRestarted()));
    }

    @Override
    public void onComplete() {
        complete = true;
        if (close != null) {
            close.run();
        }
    }

    private String position() {
        return version.get() + "/" + given;
    }

    /** One that is behind has no room, so there is little that it must hear behind the newest document. */
    private void give(byte[] bytes) {
        if (!session.offerMore(bytes)) {
            lastWords.writeBytes(bytes);
        }
    }
}
