package dev.scancast.scanner.git;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.scancast.contract.source.GitUrlRule;
import dev.scancast.contract.source.SourceRefusedException;
import dev.scancast.scanner.engine.ScanFailedException;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The network of one clone. A name is looked up once for each connection, all its addresses are checked, and one of
 * these very addresses is connected to: there is no second look-up that could answer otherwise. What is received is
 * counted and limited, and all connections can be ended from any thread. Thread-safe.
 */
final class GuardedNetwork implements AutoCloseable {

    /** More than that before the objects come is no list of branches and tags. */
    private static final long MOST_BEFORE_OBJECTS = 64L << 20;

    private final GitUrlRule rule;
    private final HostAddresses addresses;
    private final CloneSettings.Limits limits;
    private final AtomicLong received = new AtomicLong();
    private volatile long allowed;

    @GuardedBy("this")
    private final Set<Closeable> connections = new HashSet<>();

    @GuardedBy("this")
    private boolean closed;

    @GuardedBy("this")
    private @Nullable ScanFailedException verdict;

    GuardedNetwork(GitUrlRule rule, HostAddresses addresses, CloneSettings.Limits limits) {
        this.rule = rule;
        this.addresses = addresses;
        this.limits = limits;
        this.allowed = Math.min(MOST_BEFORE_OBJECTS, limits.bytes());
    }

    GitUrlRule rule() {
        return rule;
    }

    /** In milliseconds. */
    int idleMillis() {
        return Math.toIntExact(limits.idle().toMillis());
    }

    /** How many bytes came so far. */
    long received() {
        return received.get();
    }

    /** The objects begin to come. */
    void allowObjects() {
        allowed = limits.bytes();
    }

    /**
     * The reason why it must fail; the first one stands, and nothing more is connected to. To be thrown in place of what
     * follows from it: after any other exception JGit would try once more without credentials.
     */
    synchronized SocketException refuse(ScanFailedException why) {
        if (verdict == null) {
            verdict = why;
        }
        SocketException refusal = new SocketException(why.getMessage());
        refusal.initCause(why);
        return refusal;
    }

    /** See {@link #refuse}; null if there was none. */
    synchronized @Nullable ScanFailedException verdict() {
        return verdict;
    }

    /**
     * A socket that is connected already.
     *
     * @throws IOException if the host may not be reached, or can't
     */
    Socket connect(String host, int port) throws IOException {
        IOException failure = new SocketException("the host has no address");
        for (InetAddress address : addresses(host, port)) {
            GuardedSocket socket = new GuardedSocket();
            try {
                add(socket);
                socket.connectTo(new InetSocketAddress(address, port), idleMillis());
                return socket;
            } catch (IOException e) {
                socket.close();
                failure = e;
            }
        }
        throw failure;
    }

    /**
     * The host's addresses, each of which may be connected to.
     *
     * @throws IOException if it has none, or one that may not
     */
    List<InetAddress> addresses(String host, int port) throws IOException {
        List<InetAddress> all = lookUp(host);
        try {
            all.forEach(address -> rule.check(host, port, address));
        } catch (SourceRefusedException e) {
            throw refuse(new ScanFailedException(e.code().wireName(), e.getMessage(), e));
        }
        return all;
    }

    private List<InetAddress> lookUp(String host) throws IOException {
        try {
            return addresses.of(host);
        } catch (UnknownHostException e) {
            throw refuse(CloneFailure.unknownHost(host, e));
        }
    }

    /** Ends all connections and allows no more. Doesn't block. */
    @Override
    public void close() {
        Set<Closeable> open;
        synchronized (this) {
            closed = true;
            open = Set.copyOf(connections);
        }
        for (Closeable connection : open) {
            try {
                connection.close();
            } catch (IOException e) {
                // It is of no use any more, closed or not.
            }
        }
    }

    /**
     * A connection that ends with the clone; its close must not block.
     *
     * @throws IOException if the clone has ended
     */
    synchronized void add(Closeable connection) throws IOException {
        if (closed || verdict != null) {
            throw new SocketException("the clone has ended");
        }
        connections.add(connection);
    }

    /** The same stream, of which every byte counts. */
    InputStream counted(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int read = super.read();
                count(read < 0 ? 0 : 1);
                return read;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int read = super.read(target, offset, length);
                count(read);
                return read;
            }
        };
    }

    private void count(int bytes) throws IOException {
        if (bytes > 0 && received.addAndGet(bytes) > allowed) {
            throw refuse(
                    CloneFailure.tooLarge("more than " + (limits.bytes() >> 10) + " KiB came", CloneSettings.MAX_SIZE));
        }
    }

    /** A plain socket, connected before Java's HTTP client wants to connect it, by an address of its own finding. */
    final class GuardedSocket extends Socket {

        void connectTo(InetSocketAddress address, int timeoutMillis) throws IOException {
            super.connect(address, timeoutMillis);
        }

        @Override
        public void connect(SocketAddress endpoint) {
            // it is already
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) {
            // it is already
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return counted(super.getInputStream());
        }
    }
}
