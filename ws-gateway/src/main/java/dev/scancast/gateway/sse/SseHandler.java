package dev.scancast.gateway.sse;

import dev.scancast.contract.document.ScanId;
import dev.scancast.gateway.hub.Hub;
import dev.scancast.gateway.hub.Loop;
import dev.scancast.gateway.session.ClientSession;
import dev.scancast.gateway.session.SessionSettings;
import dev.scancast.gateway.session.Sessions;
import dev.scancast.gateway.session.WatchQuery;
import dev.scancast.gateway.web.Problem;
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

/** One scan as server-sent events. */
public final class SseHandler extends HttpHandler {

    /** Where it is served; the second is the short alias. */
    public static final List<String> PATHS = List.of("/api/v1/scanner/events/*", "/events/*");

    /** So long nothing may be known before the answer begins all the same. */
    private static final Duration HEAD_PATIENCE = Duration.ofSeconds(2);

    private final Hub hub;
    private final Sessions sessions;
    private final SessionSettings settings;
    private final SseProtocol protocol;

    public SseHandler(Hub hub, Sessions sessions, SessionSettings settings) {
        this.hub = hub;
        this.sessions = sessions;
        this.settings = settings;
        this.protocol = new SseProtocol(settings);
    }

    @Override
    public void service(Request request, Response response) throws Exception {
        String id = idIn(request.getRequestURI());
        if (id.contains("/")) {
            Problem.Code.NOT_FOUND.send(response, "there is nothing at this address");
        } else if (!request.getMethod().equals(Method.GET)) {
            response.setHeader("Allow", "GET");
            Problem.Code.METHOD_NOT_ALLOWED.send(response, "an event stream is read by GET");
        } else if (!ScanId.isValid(id)) {
            Problem.Code.BAD_SCAN_ID.send(response, "a scan id must match " + ScanId.PATTERN);
        } else if (sessions.isDraining()) {
            Problem.Code.UNAVAILABLE.send(response, "this gateway goes away: try again");
        } else {
            open(new ScanId(id), request, response);
        }
    }

    /** What follows the path, whichever it is. */
    private static String idIn(String address) {
        return PATHS.stream()
                .map(path -> path.substring(0, path.length() - 1))
                .filter(address::startsWith)
                .map(path -> address.substring(path.length()))
                .findFirst()
                .orElse("");
    }

    private void open(ScanId scan, Request request, Response response) {
        response.suspend();
        Connection<?> connection = request.getRequest().getConnection();
        SseOutlet outlet = new SseOutlet(connection, protocol);
        WatchQuery query = new WatchQuery(parameters(request));
        ClientSession session = new ClientSession(
                hub,
                sessions,
                settings,
                scan,
                outlet,
                protocol,
                new ClientSession.Options(
                        query.patience(settings.unknownWait()), true, request.getHeader("Last-Event-ID")));
        connection.addCloseListener(new SessionCloser(session));
        session.open();
        Loop loop = hub.loopOf(scan);
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
