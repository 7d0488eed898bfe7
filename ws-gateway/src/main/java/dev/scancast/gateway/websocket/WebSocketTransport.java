package dev.scancast.gateway.websocket;

import dev.scancast.gateway.access.Access;
import dev.scancast.gateway.access.OriginPolicy;
import dev.scancast.gateway.group.Groups;
import dev.scancast.gateway.hub.Hub;
import dev.scancast.gateway.session.SessionSettings;
import dev.scancast.gateway.session.Sessions;
import dev.scancast.gateway.web.JoinGuard;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.WebSocketEngine;

/** Puts WebSocket on a Grizzly listener, beside whatever else it serves. */
public final class WebSocketTransport {

    /** Where a scan is watched; the second is the short alias. */
    static final List<String> SCAN_PATHS = List.of(
            "/api/v1/scanner/ws/scan/{" + Openers.SCAN_PARAMETER + "}", "/ws/scan/{" + Openers.SCAN_PARAMETER + "}");

    /** Where many are. */
    static final List<String> SCANS_PATHS = List.of("/api/v1/scanner/ws/scans", "/ws/scans");

    private WebSocketTransport() {}

    /**
     * Installs it; to be called before the listener starts.
     *
     * @param largestMessage of a client, in bytes: it has little to say, a ping, a token
     * @param origins whose pages may open sockets
     */
    public static void install(
            NetworkListener listener,
            Hub hub,
            Groups groups,
            Sessions sessions,
            SessionSettings settings,
            Access access,
            JoinGuard joins,
            int largestMessage,
            OriginPolicy origins) {
        Container container = new Container(largestMessage);
        Openers openers = new Openers(hub, groups, sessions, settings, access);
        container.setDefaultMaxTextMessageBufferSize(largestMessage);
        container.setDefaultMaxBinaryMessageBufferSize(largestMessage);
        container.setDefaultMaxSessionIdleTimeout(-1); // dead peers are found by our own pings
        try {
            for (String path : SCAN_PATHS) {
                container.register(endpoint(path, openers::oneScan));
            }
            for (String path : SCANS_PATHS) {
                container.register(endpoint(path, openers::manyScans));
            }
        } catch (DeploymentException e) {
            throw new IllegalStateException("the WebSocket endpoints don't fit together", e);
        }
        listener.registerAddOn(new SocketFilter(
                container,
                new HandshakeCheck(origins, access.metrics(), sessions::isDraining),
                joins,
                Stream.concat(SCAN_PATHS.stream(), SCANS_PATHS.stream()).toList()));
    }

    private static ServerEndpointConfig endpoint(String path, ScanEndpoint.Opener opener) {
        return ServerEndpointConfig.Builder.create(ScanEndpoint.class, path)
                .subprotocols(List.of(ScanEndpoint.SUBPROTOCOL))
                .configurator(new EndpointFactory(opener))
                .build();
    }

    /** Tyrus' container without a server of its own: it joins ours. */
    private static final class Container extends TyrusServerContainer {
        private final WebSocketEngine engine;

        Container(int largestMessage) {
            super((Set<Class<?>>) null);
            this.engine = new GuardedEngine(
                    TyrusWebSocketEngine.builder(this)
                            .incomingBufferSize(2 * largestMessage)
                            .build(),
                    largestMessage);
        }

        @Override
        public void register(Class<?> endpointClass) throws DeploymentException {
            engine.register(endpointClass, "");
        }

        @Override
        public void register(ServerEndpointConfig config) throws DeploymentException {
            engine.register(config, "");
        }

        @Override
        public Map<String, Object> getProperties() {
            return Map.of();
        }

        @Override
        public WebSocketEngine getWebSocketEngine() {
            return engine;
        }
    }

    /** Gives every connection an endpoint of its own. */
    private static final class EndpointFactory extends ServerEndpointConfig.Configurator {
        private final ScanEndpoint.Opener opener;

        EndpointFactory(ScanEndpoint.Opener opener) {
            this.opener = opener;
        }

        @Override
        public <T> T getEndpointInstance(Class<T> endpointClass) {
            return endpointClass.cast(new ScanEndpoint(opener));
        }
    }
}
