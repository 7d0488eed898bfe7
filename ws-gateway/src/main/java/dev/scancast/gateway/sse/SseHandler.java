package dev.scancast.gateway.sse;

import dev.scancast.contract.document.ScanId;
import dev.scancast.gateway.access.Access;
import dev.scancast.gateway.access.Refusal;
import dev.scancast.gateway.access.Target;
import dev.scancast.gateway.group.GroupKey;
import dev.scancast.gateway.group.Groups;
import dev.scancast.gateway.hub.Hub;
import dev.scancast.gateway.hub.Loop;
import dev.scancast.gateway.session.Admission;
import dev.scancast.gateway.session.ClientSession;
import dev.scancast.gateway.session.Feed;
import dev.scancast.gateway.session.LogPosition;
import dev.scancast.gateway.session.ScanFeed;
import dev.scancast.gateway.session.SessionSettings;
import dev.scancast.gateway.session.Sessions;
import dev.scancast.gateway.session.WatchQuery;
import dev.scancast.gateway.web.AddressCredentials;
import dev.scancast.gateway.web.BrowserRules;
import dev.scancast.gateway.web.JoinGuard;
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
import org.jspecify.annotations.Nullable;

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
    private final Access access;
    private final JoinGuard joins;
    private final BrowserRules browsers;
    private final SseProtocol protocol;

    public SseHandler(
            Hub hub,
            Groups groups,
            Sessions sessions,
            SessionSettings settings,
            Access access,
            JoinGuard joins,
            BrowserRules browsers) {
        this.hub = hub;
        this.groups = groups;
        this.sessions = sessions;
        this.settings = settings;
        this.access = access;
        this.joins = joins;
        this.browsers = browsers;
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
        } else if (!browsers.mayStream(request)) {
            access.metrics().count(Refusal.ORIGIN);
            Problem.Code.ORIGIN_NOT_ALLOWED.send(
                    response, "pages of this origin may not connect: add it to gateway.origins");
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

    private @Nullable Admission admission(Request request, Target target, Duration patience) {
        return access.isGuarded()
                ? new Admission(access, AddressCredentials.take(request.getRequest()), target, patience)
                : null;
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
            ScanId scan = new ScanId(id);
            Admission admission = admission(request, new Target.Scan(scan), options.patience());
            Feed.Factory feeds = ScanFeed.of(hub, scan, options, log);
            open(request, response, Problem.Code.SCAN_NOT_FOUND, admission, feeds, patience);
        } else {
            Problem.Code.BAD_SCAN_ID.send(response, "a scan id must match " + ScanId.PATTERN);
        }
    }

    private void serveMany(Request request, Response response) throws IOException {
        WatchQuery query = new WatchQuery(parameters(request));
        String batch = query.batch();
        if (batch == null || ScanId.isValid(batch)) {
            ClientSession.Options options = options(request, query);
            Target target = batch == null ? new Target.All() : new Target.Batch(batch);
            Admission admission = admission(request, target, options.patience());
            Feed.Factory feeds = groups.feeds(
                    () -> batch != null
                            ? GroupKey.ofBatch(batch)
                            : GroupKey.allOf(admission == null ? null : admission.owner()),
                    options);
            open(request, response, Problem.Code.BATCH_NOT_FOUND, admission, feeds, HEAD_PATIENCE);
        } else {
            Problem.Code.BAD_BATCH_ID.send(response, "a batch id must match " + ScanId.PATTERN);
        }
    }

    private ClientSession.Options options(Request request, WatchQuery query) {
        return new ClientSession.Options(query.patience(settings.unknownWait()), request.getHeader("Last-Event-ID"));
    }

    private void open(
            Request request,
            Response response,
            Problem.Code notFound,
            @Nullable Admission admission,
            Feed.Factory feeds,
            Duration headPatience)
            throws IOException {
        Connection<?> connection = request.getRequest().getConnection();
        Problem.Code full = joins.join(connection, request.getRequest());
        if (full != null) {
            response.setHeader("Retry-After", "2");
            full.send(response, JoinGuard.detail(full));
            return;
        }
        response.suspend();
        SseOutlet outlet = new SseOutlet(connection, protocol, notFound, browsers.line(request.getHeader("Origin")));
        ClientSession session = new ClientSession(sessions, settings, outlet, protocol, true, admission, feeds);
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
