package dev.scancast.gateway.session;

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

    /** Kept here too: a client may be behind for longer than the hub remembers a scan that has ended. */
    private @Nullable WireDocument newest;

    private ScanFeed(Hub hub, ScanId scan, ClientSession.Options options, ClientSession session) {
        this.hub = hub;
        this.scan = scan;
        this.options = options;
        this.session = session;
    }

    /** Feeds that show this scan. */
    public static Feed.Factory of(Hub hub, ScanId scan, ClientSession.Options options) {
        return session -> new ScanFeed(hub, scan, options, session);
    }

    @Override
    public Loop loop() {
        return hub.loopOf(scan);
    }

    @Override
    public void join() {
        hub.join(scan, this);
    }

    @Override
    public void leave() {
        hub.leave(scan, this);
    }

    @Override
    public byte @Nullable [] newest(Protocol protocol) {
        return newest == null ? null : protocol.framing().frame(newest);
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
        session.offer(protocol -> broadcast.encoded(protocol.framing()));
    }

    @Override
    public void onNotice(HubNotice notice) {
        session.tell(Message.Notice.of(notice));
    }

    @Override
    public void onEnd(ScanStatus end) {
        session.end(CloseCode.ENDED, end.wireName());
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
