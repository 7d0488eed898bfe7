package dev.scancast.gateway.session;

import dev.scancast.contract.document.DocumentVersion;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.gateway.hub.Broadcast;
import dev.scancast.gateway.hub.Hub;
import dev.scancast.gateway.hub.HubNotice;
import dev.scancast.gateway.hub.Loop;
import dev.scancast.gateway.hub.Watcher;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One scan, for one client. Confined to the scan's loop, but for what {@link Feed} lets any thread call. */
public final class ScanFeed implements Feed, Watcher {
    private final Hub hub;
    private final ScanId scan;
    private final ClientSession.Options options;
    private final ClientSession session;
    private final @Nullable LogFeed log;

    /** Kept here too: a client may be behind for longer than the hub remembers a scan that has ended. */
    private @Nullable WireDocument newest;

    /**
     * How a log is shown.
     *
     * @param after the highest number that the client has, 0 for none
     * @param patience how long after the scan's end the log's end is waited for
     */
    public record LogOptions(long after, Duration patience) {}

    private ScanFeed(
            Hub hub,
            ScanId scan,
            ClientSession.Options options,
            @Nullable LogOptions logOptions,
            ClientSession session) {
        this.hub = hub;
        this.scan = scan;
        this.options = options;
        this.session = session;
        this.log = logOptions == null ? null : new LogFeed(hub, scan, logOptions, session, this::version);
    }

    /**
     * Feeds that show this scan.
     *
     * @param log how its log is shown; null if it isn't
     */
    public static Feed.Factory of(Hub hub, ScanId scan, ClientSession.Options options, @Nullable LogOptions log) {
        return session -> new ScanFeed(hub, scan, options, log, session);
    }

    @Override
    public Loop loop() {
        return hub.loopOf(scan);
    }

    @Override
    public void join() {
        hub.join(scan, this);
        if (log != null) {
            log.join();
        }
    }

    @Override
    public void leave() {
        hub.leave(scan, this);
        if (log != null) {
            log.leave();
        }
    }

    @Override
    public byte @Nullable [] newest(Protocol protocol) {
        if (newest == null) {
            return null;
        }
        byte[] document = protocol.framing().frame(newest);
        return log == null ? document : log.followedByAll(document);
    }

    @Override
    public void onRoom() {
        if (log != null) {
            log.onRoom();
        }
    }

    /** What the client has: the version of the last document, be it from before; empty if it has none. */
    private String version() {
        DocumentVersion version = newest == null ? null : newest.version();
        return version != null ? version.toString() : options.lastEventId() == null ? "" : options.lastEventId();
    }

    @Override
    public String name() {
        return "scan=" + scan;
    }

    // ---- Watcher

    @Override
    public Duration patience() {
        return options.patience();
    }

    @Override
    public boolean holds(WireDocument current) {
        return newest == null // what it had counts until it is given the first
                && options.lastEventId() != null
                && current.version() != null
                && options.lastEventId().equals(current.version().toString());
    }

    @Override
    public void onDocuments(Broadcast broadcast) {
        newest = broadcast.newest();
        session.offer(broadcast.documents().size(), protocol -> {
            byte[] documents = broadcast.encoded(protocol.framing());
            return log == null ? documents : log.followed(documents);
        });
    }

    @Override
    public void onNotice(HubNotice notice) {
        session.tell(Message.Notice.of(notice));
    }

    @Override
    public void onEnd(ScanStatus end) {
        Runnable close = () -> session.end(CloseCode.ENDED, end.wireName());
        if (log == null) {
            close.run();
        } else {
            log.onScanEnded(close);
        }
    }

    @Override
    public void onUnknown() {
        session.end(CloseCode.NOT_FOUND, "scan_not_found");
    }

    @Override
    public void onUnreadable() {
        session.end(CloseCode.UNREADABLE, "status_unreadable");
    }
}
