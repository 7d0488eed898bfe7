package dev.scancast.gateway;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.SettingException;
import dev.scancast.contract.settings.Settings;
import dev.scancast.contract.source.GitUrlRule;
import dev.scancast.gateway.access.Access;
import dev.scancast.gateway.access.AccessMetrics;
import dev.scancast.gateway.access.AccessSettings;
import dev.scancast.gateway.access.LimitSettings;
import dev.scancast.gateway.access.Limits;
import dev.scancast.gateway.access.OriginPolicy;
import dev.scancast.gateway.fleet.CensusTaker;
import dev.scancast.gateway.fleet.Dispatch;
import dev.scancast.gateway.fleet.FleetSettings;
import dev.scancast.gateway.fleet.Sweeper;
import dev.scancast.gateway.group.Groups;
import dev.scancast.gateway.hub.Hub;
import dev.scancast.gateway.hub.HubSettings;
import dev.scancast.gateway.hub.LinkState;
import dev.scancast.gateway.hub.RedisLogReader;
import dev.scancast.gateway.hub.RedisStatusReader;
import dev.scancast.gateway.hub.RunningLink;
import dev.scancast.gateway.metrics.GatewayMetrics;
import dev.scancast.gateway.metrics.MetricsSettings;
import dev.scancast.gateway.rest.RestTransport;
import dev.scancast.gateway.session.SessionSettings;
import dev.scancast.gateway.session.Sessions;
import dev.scancast.gateway.sse.SseHandler;
import dev.scancast.gateway.web.BrowserRules;
import dev.scancast.gateway.web.JoinGuard;
import dev.scancast.gateway.web.PageHandler;
import dev.scancast.gateway.web.TlsSettings;
import dev.scancast.gateway.web.WebServer;
import dev.scancast.gateway.websocket.WebSocketTransport;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running gateway, wired together. Thread-safe. */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    /** Every setting that a gateway reads. */
    public static final List<Setting<?>> CATALOG = Stream.<List<Setting<?>>>of(
                    RedisSettings.CATALOG,
                    GitUrlRule.CATALOG,
                    GatewaySettings.CATALOG,
                    AccessSettings.CATALOG,
                    LimitSettings.CATALOG,
                    TlsSettings.CATALOG,
                    HubSettings.CATALOG,
                    SessionSettings.CATALOG,
                    FleetSettings.CATALOG,
                    Groups.CATALOG,
                    MetricsSettings.CATALOG,
                    Dispatch.CATALOG)
            .flatMap(List::stream)
            .toList();

    /** What may wait for a client beyond its session's outbox: a snapshot, a joined turn, an answer of REST. */
    private static final int MOST_UNBOUNDED_BYTES = 8 * 1024 * 1024;

    /** Beyond the drain time: for the last closing handshakes. */
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(2);

    private final Duration drain;
    private final Sessions sessions;
    private final WebServer server;
    private final List<AutoCloseable> parts;
    private boolean closed;

    private Gateway(Duration drain, Sessions sessions, WebServer server, List<AutoCloseable> parts) {
        this.drain = drain;
        this.sessions = sessions;
        this.server = server;
        this.parts = parts;
    }

    /**
     * Starts it; Redis need not be there yet.
     *
     * @throws SettingException if a setting is wrong or the port is taken
     */
    public static Gateway start(Settings settings) {
        GatewaySettings own = GatewaySettings.from(settings);
        AccessSettings accessSettings = AccessSettings.from(settings);
        own.requireSafe(accessSettings.mode() == AccessSettings.Mode.JWT);
        AccessMetrics refusals = new AccessMetrics();
        Limits limits = new Limits(LimitSettings.from(settings), refusals);
        TlsSettings tls = TlsSettings.from(settings);
        OriginPolicy origins = new OriginPolicy(own.origins());
        BrowserRules browsers = new BrowserRules(origins, tls.isOn());
        JoinGuard joins = new JoinGuard(limits);
        SessionSettings sessionSettings = SessionSettings.from(settings);
        GitUrlRule urls = GitUrlRule.from(settings);
        String name = ScanId.create().value();
        Redis redis = Redis.open(RedisSettings.from(settings), "scancast-gateway-" + name);
        int mostOfSubject = limits.settings().subjectConnections();
        Access access = Access.open(accessSettings, mostOfSubject, redis, Clock.systemUTC(), refusals);
        LinkState state = new LinkState();
        Sessions sessions = new Sessions();
        RedisStatusReader reader = RedisStatusReader.start(redis, name);
        RedisLogReader logReader = RedisLogReader.start(redis);
        LinkHolder holder = new LinkHolder();
        Hub hub = Hub.start(HubSettings.from(settings), reader, logReader, listener -> {
            RunningLink link = RunningLink.start(redis, name, state, listener);
            holder.link = link;
            return link;
        });
        RunningLink link = holder.link();
        Groups groups = Groups.start(hub, state, redis, settings);
        Dispatch dispatch = Dispatch.start(redis, settings, Clock.systemUTC());
        Sweeper sweeper = Sweeper.start(redis, name, FleetSettings.from(settings));
        hub.listen(sweeper);
        GatewayMetrics metrics = new GatewayMetrics(version(), Clock.systemUTC());
        metrics.read(hub.metrics(), hub::subscriptions);
        metrics.read(sessions);
        metrics.read(state, redis.writeCounts());
        metrics.read(refusals);
        metrics.read(new CensusTaker(redis, state::isUp, settings.get(MetricsSettings.CENSUS)), sweeper.rescues());
        List<AutoCloseable> parts =
                List.of(metrics, access, dispatch, sweeper, link, reader, logReader, groups, hub, redis);

        try {
            WebServer server = new WebServer(
                    own.host(),
                    own.port(),
                    Math.toIntExact(sessionSettings.outboxBytes() + MOST_UNBOUNDED_BYTES),
                    tls,
                    limits,
                    browsers,
                    own.hostPolicy(access.isGuarded()),
                    refusals,
                    RestTransport.create(
                            redis,
                            dispatch,
                            urls,
                            state,
                            hub::subscriptions,
                            sessions,
                            access,
                            limits,
                            Clock.systemUTC(),
                            version(),
                            metrics));
            NetworkListener listener = server.listener();
            WebSocketTransport.install(
                    listener,
                    hub,
                    groups,
                    sessions,
                    sessionSettings,
                    access,
                    joins,
                    limits.settings().message(),
                    origins);
            server.handle(
                    SseHandler.PATHS, new SseHandler(hub, groups, sessions, sessionSettings, access, joins, browsers));
            server.handle(PageHandler.PATHS, new PageHandler());
            server.start();
            Gateway gateway = new Gateway(own.drain(), sessions, server, parts);
            LOG.info("gateway {} listens on {}", name, gateway.url());
            return gateway;
        } catch (RuntimeException e) {
            closeAll(parts);
            throw e;
        } catch (IOException e) {
            closeAll(parts);
            throw new SettingException(
                    "cannot listen on " + own.host() + ":" + own.port() + ": " + e.getMessage()
                            + "; choose another with --gateway-port",
                    e);
        }
    }

    /** The hub makes its link while it is made itself; this carries it out. */
    private static final class LinkHolder {
        private @Nullable RunningLink link;

        RunningLink link() {
            RunningLink made = link;
            if (made == null) {
                throw new IllegalStateException("the hub made no link");
            }
            return made;
        }
    }

    /** Where it listens, with the port that was really taken. */
    public URI url() {
        return server.url();
    }

    /** Drains: not ready, clients told and closed with 1012, then everything ends. Returns in bounded time. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        sessions.drain(drain, DRAIN_PATIENCE);
        server.close();
        closeAll(parts);
        LOG.info("gateway closed");
    }

    private static void closeAll(List<AutoCloseable> parts) {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("closing {} failed", part.getClass().getSimpleName(), e);
            }
        }
    }

    private static String version() {
        String version = Gateway.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
