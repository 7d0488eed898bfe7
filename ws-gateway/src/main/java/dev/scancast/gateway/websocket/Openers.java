package dev.scancast.gateway.websocket;

import dev.scancast.contract.document.ScanId;
import dev.scancast.gateway.group.GroupKey;
import dev.scancast.gateway.group.Groups;
import dev.scancast.gateway.hub.Hub;
import dev.scancast.gateway.hub.Loop;
import dev.scancast.gateway.session.ClientSession;
import dev.scancast.gateway.session.CloseCode;
import dev.scancast.gateway.session.ScanFeed;
import dev.scancast.gateway.session.SessionSettings;
import dev.scancast.gateway.session.Sessions;
import dev.scancast.gateway.session.WatchQuery;
import jakarta.websocket.Session;
import org.jspecify.annotations.Nullable;

/** What the WebSocket addresses show: one scan, or many. Immutable. */
final class Openers {
    static final String SCAN_PARAMETER = "scan_id";

    private final Hub hub;
    private final Groups groups;
    private final Sessions sessions;
    private final SessionSettings settings;
    private final WebSocketProtocol protocol;

    Openers(Hub hub, Groups groups, Sessions sessions, SessionSettings settings) {
        this.hub = hub;
        this.groups = groups;
        this.sessions = sessions;
        this.settings = settings;
        this.protocol = new WebSocketProtocol(settings);
    }

    /** The scan that the path names; notices only for clients that understand them. */
    @Nullable
    ClientSession oneScan(Session session, WebSocketOutlet outlet) {
        String id = session.getPathParameters().getOrDefault(SCAN_PARAMETER, "");
        if (!ScanId.isValid(id)) {
            refuse(outlet, "bad_scan_id");
            return null;
        }
        WatchQuery query = new WatchQuery(session.getRequestParameterMap());
        boolean notices = ScanEndpoint.SUBPROTOCOL.equals(session.getNegotiatedSubprotocol())
                || query.notices()
                || query.log(); // whoever asks for more than documents understands typed messages
        ScanFeed.LogOptions log = query.log() ? new ScanFeed.LogOptions(query.logAfter(), settings.logWait()) : null;
        return new ClientSession(
                sessions, settings, outlet, protocol, notices, ScanFeed.of(hub, new ScanId(id), options(query), log));
    }

    /** The batch that the query names, or all scans: whoever asks for that understands typed messages. */
    @Nullable
    ClientSession manyScans(Session session, WebSocketOutlet outlet) {
        WatchQuery query = new WatchQuery(session.getRequestParameterMap());
        String batch = query.batch();
        if (batch != null && !ScanId.isValid(batch)) {
            refuse(outlet, "bad_batch_id");
            return null;
        }
        return new ClientSession(
                sessions, settings, outlet, protocol, true, groups.feeds(new GroupKey(batch), options(query)));
    }

    /** Closes what has no session that would see to the peer's half of the closing handshake. */
    private void refuse(WebSocketOutlet outlet, String reason) {
        Loop any = hub.loopOf(ScanId.create());
        any.execute(() -> {
            outlet.close(CloseCode.NOT_FOUND, reason);
            any.schedule(ClientSession.CLOSE_PATIENCE, outlet::terminate);
        });
    }

    private ClientSession.Options options(WatchQuery query) {
        return new ClientSession.Options(query.patience(settings.unknownWait()), null);
    }
}
