package dev.scancast.gateway.sse;

import dev.scancast.contract.document.ScanId;
import dev.scancast.gateway.group.GroupKey;
import dev.scancast.gateway.group.Groups;
import dev.scancast.gateway.hub.Hub;
import dev.scancast.gateway.hub.Loop;
import dev.scancast.gateway.session.ClientSession;
import dev.scancast.gateway.session.Feed;
import dev.scancast.gateway.session.LogPosition;
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
import java.util.stream.Stream;
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

    private static final List<String> ONE_PATHS = List.of("/api/v1/scanner/events/*", "/events/*");
    private static final List<String> MANY_PATHS = List.of("/api/v1/scanner/events", "/events");

    /** Where one and where many are served; the second of each two is the short alias. */
    public static final List<String> PATHS =
            Stream.concat(ONE_PATHS.stream(), MANY_PATHS.stream()).toList();

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
        String address = request.getRequestURI();
        if (idIn(address).contains("/")) {
            Problem.Code.NOT_FOUND.send(response, "there is nothing at this address");
        } else if (!request.getMethod().equals(Method.GET)) {
            response.setHeader("Allow", "GET");
            Problem.Code.METHOD_NOT_ALLOWED.send(response, "an event stream is read by GET");
        } else if (sessions.isDraining()) {
            Problem.Code.UNAVAILABLE.send(response, "this gateway goes away: try again");
        } else if (MANY_PATHS.contains(address)) {
            serveMany(request, response);
        } else {
            serveOne(idIn(address), request, response);
        }
    }

    /** What follows the path, whichever it is. */
    private static String idIn(String address) {
        return ONE_PATHS.stream()
                .map(path -> path.substring(0, path.length() - 1))
                .filter(address::startsWith)
                .map(path -> address.substring(path.length()))
                .findFirst()
                .orElse("");
    }

    private void serveOne(String id, Request request, Response response) throws IOException {
        if (ScanId.isValid(id)) {
            WatchQuery query = new WatchQuery(parameters(request));
            LogPosition position = LogPosition.parse(request.getHeader("Last-Event-ID"));
            ClientSession.Options options =
                    new ClientSession.Options(query.patience(settings.unknownWait()), position.version());
            ScanFeed.LogOptions log = query.log()
                    ? new ScanFeed.LogOptions(
                            position.line() > 0 ? position.line() : query.logAfter(), settings.logWait())
                    : null;
            // One who comes back for a log that never had an end must be told 204, for which that is waited for.
            Duration patience = log == null ? HEAD_PATIENCE : HEAD_PATIENCE.plus(settings.logWait());
            Feed.Factory feeds = ScanFeed.of(hub, new ScanId(id), options, log);
            open(request, response, Problem.Code.SCAN_NOT_FOUND, feeds, patience);
        } else {
            Problem.Code.BAD_SCAN_ID.send(response, "a scan id must match " + ScanId.PATTERN);
        }
    }

    private void serveMany(Request request, Response response) throws IOException {
        WatchQuery query = new WatchQuery(parameters(request));
        String batch = query.batch();
        if (batch == null || ScanId.isValid(batch)) {
            GroupKey key = new GroupKey(batch);
            Feed.Factory feeds = groups.feeds(key, options(request, query));
            open(request, response, Problem.Code.BATCH_NOT_FOUND, feeds, HEAD_PATIENCE);
        } else {
            Problem.Code.BAD_BATCH_ID.send(response, "a batch id must match " + ScanId.PATTERN);
        }
    }

    private ClientSession.Options options(Request request, WatchQuery query) {
        return new ClientSession.Options(query.patience(settings.unknownWait()), request.getHeader("Last-Event-ID"));
    }

    private void open(
            Request request, Response response, Problem.Code notFound, Feed.Factory feeds, Duration headPatience) {
        response.suspend();
        Connection<?> connection = request.getRequest().getConnection();
        SseOutlet outlet = new SseOutlet(connection, protocol, notFound);
        ClientSession session = new ClientSession(sessions, settings, outlet, protocol, true, feeds);
        session.open();
        connection.addCloseListener(new SessionCloser(session)); // told at once where it is closed already
        Loop loop = session.loop();
        loop.execute(() -> loop.schedule(headPatience, outlet::begin));
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
