package dev.scancast.gateway.sse;

import dev.scancast.contract.document.ScanId;
import dev.scancast.gateway.group.GroupKey;
import dev.scancast.gateway.group.Groups;
import dev.scancast.gateway.hub.Hub;
import dev.scancast.gateway.hub.Loop;
import dev.scancast.gateway.session.ClientSession;
import dev.scancast.gateway.session.Feed;
import dev.scancast.gateway.session.ScanFeed;
import dev.scancast.gateway.session.SessionSettings;
import dev.scancast.gateway.session.Sessions;
import dev.scancast.gateway.session.WatchQuery;
import dev.scancast.gateway.web.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.glassfish.grizzly.CloseListener;
import org.glassfish.grizzly.CloseType;
import org.glassfish.grizzly.Closeable;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.http.Method;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;

/** One scan, or many, as server-sent events. */
public final class SseHandler extends HttpHandler {

    /** Where many are served, and below that one; the second two are the short aliases. */
    public static final List<String> PATHS =
            List.of("/api/v1/scanner/events", "/api/v1/scanner/events/*", "/events", "/events/*");

    private static final String MANY = "/events";

    /** So long nothing may be known before the answer begins all the same. */
    private static final Duration HEAD_PATIENCE = Duration.ofSeconds(2);

    private final Hub hub;
    private final Groups groups;
    private final Sessions sessions;
    private final SessionSettings settings;
    private final SseProtocol protocol;

    public SseHandler(Hub hub, Groups groups, Sessions sessions, SessionSettings settings) {
        this.hub = hub;
        this.groups = groups;
        this.sessions = sessions;
        this.settings = settings;
        this.protocol = new SseProtocol(settings);
    }

    @Override
    public void service(Request request, Response response) throws Exception {
        if (!request.getMethod().equals(Method.GET)) {
            Problem.Code.METHOD_NOT_ALLOWED.send(response, "an event stream is read by GET");
        } else if (sessions.isDraining()) {
            Problem.Code.UNAVAILABLE.send(response, "this gateway goes away: try again");
        } else if (request.getRequestURI().endsWith(MANY)) {
            serveMany(request, response);
        } else {
            serveOne(request, response);
        }
    }

    private void serveOne(Request request, Response response) throws IOException {
        String path = request.getRequestURI();
        String id = path.substring(path.lastIndexOf('/') + 1);
        if (ScanId.isValid(id)) {
            ClientSession.Options options = options(request, new WatchQuery(parameters(request)));
            open(request, response, Problem.Code.SCAN_NOT_FOUND, ScanFeed.of(hub, new ScanId(id), options));
        } else {
            Problem.Code.BAD_SCAN_ID.send(response, "a scan id must match " + ScanId.PATTERN);
        }
    }

    private void serveMany(Request request, Response response) throws IOException {
        WatchQuery query = new WatchQuery(parameters(request));
        String batch = query.batch();
        if (batch == null || ScanId.isValid(batch)) {
            GroupKey key = new GroupKey(batch);
            open(request, response, Problem.Code.BATCH_NOT_FOUND, groups.feeds(key, options(request, query)));
        } else {
            Problem.Code.BAD_BATCH_ID.send(response, "a batch id must match " + ScanId.PATTERN);
        }
    }

    private ClientSession.Options options(Request request, WatchQuery query) {
        return new ClientSession.Options(query.patience(settings.unknownWait()), request.getHeader("Last-Event-ID"));
    }

    private void open(Request request, Response response, Problem.Code notFound, Feed.Factory feeds) {
        response.suspend();
        Connection<?> connection = request.getRequest().getConnection();
        SseOutlet outlet = new SseOutlet(connection, protocol, notFound);
        ClientSession session = new ClientSession(sessions, settings, outlet, protocol, true, feeds);
        connection.addCloseListener(new SessionCloser(session));
        session.open();
        Loop loop = session.loop();
        loop.execute(() -> loop.schedule(HEAD_PATIENCE, outlet::begin));
    }

    private static Map<String, List<String>> parameters(Request request) {
        Map<String, List<String>> parameters = new HashMap<>();
        request.getParameterMap().forEach((name, values) -> parameters.put(name, Arrays.asList(values)));
        return parameters;
    }

    private record SessionCloser(ClientSession session) implements CloseListener<Closeable, CloseType> {
        @Override
        public void onClosed(Closeable closeable, CloseType type) {
            session.onConnectionClosed();
        }
    }
}
