package dev.scancast.gateway.web;

import dev.scancast.gateway.access.AccessMetrics;
import dev.scancast.gateway.access.HostPolicy;
import dev.scancast.gateway.access.Limits;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.glassfish.grizzly.http.CompressionConfig.CompressionMode;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.ssl.SSLEngineConfigurator;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;

/** The one Grizzly server on whose port everything is. */
public final class WebServer implements AutoCloseable {
    private static final int WORKERS = 16;
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final int BACKLOG = 4096;

    /** Smaller answers fit a packet as they are. */
    private static final int COMPRESSED_FROM_BYTES = 1400;

    /** Not event streams, which it would hold back. */
    private static final String[] COMPRESSED = {
        "text/html",
        "text/javascript",
        "text/css",
        "text/plain",
        "image/svg+xml",
        "application/json",
        "application/schema+json",
        "application/problem+json",
        "application/openmetrics-text"
    };

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final HttpServer server = new HttpServer();
    private final NetworkListener listener;
    private final Router router;
    private final RequestClock clock;

    /**
     * Prepares a listener on exactly this address.
     *
     * @param mostPendingBytes with more waiting for a client its connection is broken: far more than a session lets
     *     wait, so that it only meets what no session bounds, such as answers that nobody reads
     * @param otherwise answers what no other handler does
     * @throws dev.scancast.contract.settings.SettingException if certificate or key can't be used
     */
    public WebServer(
            String host,
            int port,
            int mostPendingBytes,
            TlsSettings tls,
            Limits limits,
            BrowserRules browsers,
            HostPolicy hosts,
            AccessMetrics refusals,
            HttpHandler otherwise) {
        router = new Router(otherwise, browsers);
        listener = new NetworkListener("scancast", host, port);
        TCPNIOTransport transport = listener.getTransport();
        transport.setServerConnectionBackLog(BACKLOG);
        transport.setTcpNoDelay(true);
        transport.setReuseAddress(true);
        transport.getAsyncQueueIO().getWriter().setMaxPendingBytesPerConnection(mostPendingBytes);
        transport.setWorkerThreadPoolConfig(ThreadPoolConfig.defaultConfig()
                .setPoolName("scancast-http")
                .setCorePoolSize(WORKERS)
                .setMaxPoolSize(WORKERS));
        transport.setSelectorRunnersCount(1);
        listener.getCompressionConfig().setCompressionMode(CompressionMode.ON);
        listener.getCompressionConfig().setCompressionMinSize(COMPRESSED_FROM_BYTES);
        listener.getCompressionConfig().setCompressibleMimeTypes(COMPRESSED);
        listener.setDefaultErrorPageGenerator((request, status, reason, description, exception) ->
                "{\"type\":\"about:blank\",\"title\":\"" + reason + "\",\"status\":" + status + "}");
        if (tls.isOn()) {
            listener.setSecure(true);
            listener.setSSLEngineConfig(
                    new SSLEngineConfigurator(new ServerIdentity(tls).context(), false, false, false)
                            .setEnabledProtocols(PROTOCOLS));
        }
        clock = new RequestClock(limits);
        listener.registerAddOn(clock);
        listener.registerAddOn(new ForeignUpgrade());
        listener.registerAddOn(new HostGuard(hosts, refusals));
        server.addListener(listener);
        server.getServerConfiguration().addHttpHandler(router, "/");
        server.getServerConfiguration().setName("scancast");
        server.getServerConfiguration().setPassTraceRequest(false);
    }

    /** For add-ons; before {@link #start()}. */
    public NetworkListener listener() {
        return listener;
    }

    /** Serves the paths; an asterisk at a path's end stands for whatever follows. */
    public void handle(List<String> paths, HttpHandler handler) {
        paths.forEach(path -> router.add(path, handler));
    }

    /** @throws IOException if the port is taken or the address isn't ours */
    public void start() throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            abandon();
            throw e;
        }
    }

    /** A server whose listener failed keeps a thread that only a started server can end: so one without listener. */
    private void abandon() throws IOException {
        server.removeListener(listener.getName());
        server.start();
        server.shutdownNow();
        clock.close();
    }

    /** Where it listens. */
    public URI url() {
        String host = listener.getHost();
        return URI.create((listener.isSecure() ? "https://" : "http://")
                + (host.contains(":") ? "[" + host + "]" : host) + ":" + listener.getPort());
    }

    /** Ends it. What is being answered is answered first, for a bounded time; sessions were drained before. */
    @Override
    public void close() {
        router.awaitIdle(CLOSE_PATIENCE);
        server.shutdownNow();
        clock.close();
    }
}
