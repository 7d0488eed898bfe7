package dev.scancast.gateway.websocket;

import dev.scancast.contract.document.ScanId;
import dev.scancast.gateway.access.Access;
import dev.scancast.gateway.access.Credentials;
import dev.scancast.gateway.access.Target;
import dev.scancast.gateway.group.GroupKey;
import dev.scancast.gateway.group.Groups;
import dev.scancast.gateway.hub.Hub;
import dev.scancast.gateway.hub.Loop;
import dev.scancast.gateway.session.Admission;
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
    private final Access access;
    private final WebSocketProtocol protocol;

    Openers(Hub hub, Groups groups, Sessions sessions, SessionSettings settings, Access access) {
        this.hub = hub;
        this.groups = groups;
        this.sessions = sessions;
        this.settings = settings;
        this.access = access;
        this.protocol = new WebSocketProtocol(settings);
    }

    /** The scan that the path names; notices only for clients that understand them. */
    @Nullable
    ClientSession oneScan(Session session, WebSocketOutlet outlet, Credentials credentials) {
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
        ScanId scan = new ScanId(id);
        return new ClientSession(
                sessions,
                settings,
                outlet,
                protocol,
                notices,
                admission(credentials, new Target.Scan(scan), query),
                ScanFeed.of(hub, scan, options(query), log));
    }

    /** The batch that the query names, or all scans: whoever asks for that understands typed messages. */
    @Nullable
    ClientSession manyScans(Session session, WebSocketOutlet outlet, Credentials credentials) {
        WatchQuery query = new WatchQuery(session.getRequestParameterMap());
        String batch = query.batch();
        if (batch != null && !ScanId.isValid(batch)) {
            refuse(outlet, "bad_batch_id");
            return null;
        }
        Target target = batch == null ? new Target.All() : new Target.Batch(batch);
        Admission admission = admission(credentials, target, query);
        return new ClientSession(
                sessions,
                settings,
                outlet,
                protocol,
                true,
                admission,
                groups.feeds(() -> key(batch, admission), options(query)));
    }

    private static GroupKey key(@Nullable String batch, @Nullable Admission admission) {
        return batch != null ? GroupKey.ofBatch(batch) : GroupKey.allOf(admission == null ? null : admission.owner());
    }

    private @Nullable Admission admission(Credentials credentials, Target target, WatchQuery query) {
        return access.isGuarded()
                ? new Admission(access, credentials, target, query.patience(settings.unknownWait()))
                : null;
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
