package dev.scancast.gateway.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.ReadHandler;
import org.glassfish.tyrus.spi.UpgradeRequest;
import org.glassfish.tyrus.spi.UpgradeResponse;
import org.glassfish.tyrus.spi.WebSocketEngine;
import org.glassfish.tyrus.spi.Writer;
import org.jspecify.annotations.Nullable;

/**
 * Tyrus' engine behind a door. It makes every answer but 101 a failed handshake
 * (Tyrus takes a 401 or 503 for a success and opens the session all the same), and puts a check before what is read.
 */
final class GuardedEngine implements WebSocketEngine {
    private static final int SWITCHING_PROTOCOLS = 101;

    private final WebSocketEngine engine;
    private final int largestMessage;

    /** @param largestMessage in bytes, over all its fragments */
    GuardedEngine(WebSocketEngine engine, int largestMessage) {
        this.engine = engine;
        this.largestMessage = largestMessage;
    }

    @Override
    public UpgradeInfo upgrade(UpgradeRequest request, UpgradeResponse response) {
        UpgradeInfo info = engine.upgrade(request, response);
        return switch (info.getStatus()) {
            case NOT_APPLICABLE -> info;
            case HANDSHAKE_FAILED -> refuse(response, response.getStatus(), response.getReasonPhrase());
            case SUCCESS ->
                response.getStatus() == SWITCHING_PROTOCOLS
                        ? new Checked(info, largestMessage)
                        : refuse(response, response.getStatus(), response.getReasonPhrase());
        };
    }

    @Override
    public void register(Class<?> endpointClass, String contextPath) throws DeploymentException {
        engine.register(endpointClass, contextPath);
    }

    @Override
    public void register(ServerEndpointConfig serverConfig, String contextPath) throws DeploymentException {
        engine.register(serverConfig, contextPath);
    }

    private static UpgradeInfo refuse(UpgradeResponse response, int status, @Nullable String reason) {
        response.setStatus(status);
        response.setReasonPhrase(reason == null ? "" : reason);
        response.getHeaders().put("Content-Length", List.of("0"));
        return new Refused();
    }

    private static final class Refused implements UpgradeInfo {
        @Override
        public UpgradeStatus getStatus() {
            return UpgradeStatus.HANDSHAKE_FAILED;
        }

        @Override
        @SuppressWarnings("NullAway") // the SPI asks for null where nothing was upgraded
        public Connection createConnection(Writer writer, Connection.CloseListener closeListener) {
            return null;
        }
    }

    private record Checked(UpgradeInfo info, int largestMessage) implements UpgradeInfo {
        @Override
        public UpgradeStatus getStatus() {
            return UpgradeStatus.SUCCESS;
        }

        @Override
        public Connection createConnection(Writer writer, Connection.CloseListener closeListener) {
            Connection opened = info.createConnection(writer, closeListener); // runs onOpen, which binds our end
            SocketEnd end = SocketFilter.currentEnd();
            if (end == null) {
                throw new IllegalStateException("the endpoint did not open");
            }
            CheckedReads reads = new CheckedReads(end, opened.getReadHandler(), largestMessage);
            SocketFilter.bind(reads);
            return new CheckedConnection(opened, reads);
        }
    }

    private record CheckedConnection(Connection opened, ReadHandler reads) implements Connection {
        @Override
        public ReadHandler getReadHandler() {
            return reads;
        }

        @Override
        public Writer getWriter() {
            return opened.getWriter();
        }

        @Override
        public CloseListener getCloseListener() {
            return opened.getCloseListener();
        }

        @Override
        public void close(CloseReason reason) {
            opened.close(reason);
        }
    }
}
