package dev.scancast.testkit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A proxy on a port of loopback that forwards to another port, and breaks the link on command. Every command holds for
 * the connections that stand and for those to come. Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int CHUNK = 16 * 1024;

    /** A throttled direction forwards so often, a share of the rate each time. */
    private static final long THROTTLE_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final int port = FreePorts.next();
    private final int targetPort;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "testkit-proxy-timer");
        thread.setDaemon(true);
        return thread;
    });

    /** For a thread that ends at once. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Set<Link> links = new HashSet<>();

    @GuardedBy("lock")
    private boolean paused;

    @GuardedBy("lock")
    private @Nullable Duration lifetime;

    @GuardedBy("lock")
    private @Nullable ServerSocket listener;

    @GuardedBy("lock")
    private @Nullable Thread acceptor;

    @GuardedBy("lock")
    private boolean closed;

    private volatile long bytesPerSecond;
    private volatile int accepted;

    private TcpProxy(int targetPort) {
        this.targetPort = targetPort;
    }

    /** Starts one that forwards to a port of loopback; nothing need listen there yet. */
    public static TcpProxy to(int targetPort) {
        TcpProxy proxy = new TcpProxy(targetPort);
        proxy.accept();
        return proxy;
    }

    /** Where it listens, always on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** How many connections stand. */
    public int connections() {
        synchronized (lock) {
            return links.size();
        }
    }

    /** How many were accepted so far. */
    public int accepted() {
        return accepted;
    }

    /** Half-open silence: connections stand and new ones are accepted, but no byte goes either way. */
    public void pause() {
        synchronized (lock) {
            paused = true;
        }
    }

    /** The opposite of {@link #pause()}; what was held back goes on. */
    public void resume() {
        synchronized (lock) {
            paused = false;
            lock.notifyAll();
        }
    }

    /** The connections that stand are dead from now on, though nobody is told; new ones live. */
    public void freeze() {
        synchronized (lock) {
            links.forEach(link -> link.frozen = true);
        }
    }

    /** Resets every connection that stands, on both sides; returns how many. */
    @CanIgnoreReturnValue
    public int cut() {
        List<Link> all;
        synchronized (lock) {
            all = new ArrayList<>(links);
        }
        all.forEach(Link::cut);
        return all.size();
    }

    /** From now on resets every new connection so long after it began, as an impatient load balancer does. */
    public void cutEveryConnectionAfter(Duration lifetime) {
        synchronized (lock) {
            this.lifetime = lifetime;
        }
    }

    /** No longer. */
    public void letConnectionsLive() {
        synchronized (lock) {
            this.lifetime = null;
        }
    }

    /** Lets so many bytes a second through, per connection and direction; 0 lets all. */
    public void throttle(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Refuses connections, as if nothing listened, and resets those that stand. */
    public void refuse() {
        ServerSocket old;
        Thread oldAcceptor;
        synchronized (lock) {
            old = listener;
            listener = null;
            oldAcceptor = acceptor;
            acceptor = null;
        }
        closeQuietly(old);
        awaitEnd(oldAcceptor); // the kernel listens for as long as a thread still waits in accept
        cut();
    }

    /** Accepts connections again after {@link #refuse()}, on the same port. */
    public void accept() {
        synchronized (lock) {
            if (closed || listener != null) {
                return;
            }
            try {
                ServerSocket socket = new ServerSocket();
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                listener = socket;
                acceptor = start("testkit-proxy-accept-" + port, () -> acceptAll(socket));
            } catch (IOException e) {
                throw new TestkitException("the proxy cannot listen on " + HOST + ":" + port, e);
            }
        }
    }

    /** Ends it and resets what stands. May be called twice. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        refuse();
        resume();
        timer.shutdownNow();
    }

    private void acceptAll(ServerSocket socket) {
        try {
            while (true) {
                Socket client = socket.accept();
                open(client);
            }
        } catch (IOException e) {
            // closed by refuse() or close()
        }
    }

    private void open(Socket client) {
        Socket server = new Socket();
        try {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort));
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException e) {
            // nothing listens behind the proxy: the client is reset, the closest to a refusal that is left
            reset(client);
            closeQuietly(server);
            return;
        }
        Link link = new Link(client, server);
        synchronized (lock) {
            if (listener == null) {
                link.cut();
                return;
            }
            links.add(link);
            accepted++;
            if (lifetime != null) {
                var unused = timer.schedule(link::cut, lifetime.toNanos(), TimeUnit.NANOSECONDS);
            }
        }
        link.start();
    }

    private void awaitForwarding(Link link) throws InterruptedException {
        synchronized (lock) {
            while (paused || (link.frozen && !closed)) {
                lock.wait();
            }
        }
    }

    @CanIgnoreReturnValue
    private static Thread start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void awaitEnd(@Nullable Thread thread) {
        if (thread == null) {
            return;
        }
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** With linger 0 a close is a reset. */
    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // closed already: nothing to reset
        }
        closeQuietly(socket);
    }

    private static void closeQuietly(@Nullable AutoCloseable closeable) {
        if (closeable == null) {
            return;
        }
        try {
            closeable.close();
        } catch (Exception e) {
            // it is of no use any more, closed or not
        }
    }

    /** One connection through the proxy. */
    private final class Link {
        private final Socket client;
        private final Socket server;

        /** Changed only under the lock, and never back. */
        private volatile boolean frozen;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void start() {
            TcpProxy.start("testkit-proxy-up-" + port, () -> pump(client, server));
            TcpProxy.start("testkit-proxy-down-" + port, () -> pump(server, client));
        }

        void cut() {
            forget();
            reset(client);
            reset(server);
        }

        private void forget() {
            synchronized (lock) {
                links.remove(this);
            }
        }

        private void pump(Socket from, Socket to) {
            byte[] chunk = new byte[CHUNK];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                int length = in.read(chunk, 0, share());
                while (length >= 0) {
                    awaitForwarding(this);
                    out.write(chunk, 0, length);
                    if (bytesPerSecond > 0) {
                        LockSupport.parkNanos(this, THROTTLE_TICK_NANOS);
                    }
                    length = in.read(chunk, 0, share());
                }
                awaitForwarding(this);
                to.shutdownOutput(); // the other direction may still have something to say
                if (from.isOutputShutdown()) {
                    forget();
                    closeQuietly(client);
                    closeQuietly(server);
                }
            } catch (IOException e) {
                cut(); // what broke on one side breaks on the other
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private int share() {
            long rate = bytesPerSecond;
            return rate == 0
                    ? CHUNK
                    : (int) Math.max(1, Math.min(CHUNK, rate * THROTTLE_TICK_NANOS / TimeUnit.SECONDS.toNanos(1)));
        }
    }
}
