package dev.scancast.gateway.access;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who has how many connections, and how fast they come. This machine's own addresses have no limit of their own, unless
 * a trusted proxy of this machine tells for whom it asks: a proxy that nobody named must not make all its clients one.
 * Thread-safe.
 */
public final class Limits {
    private static final int MOST_BUCKETS = 10_000;
    private static final double SECONDS_A_MINUTE = 60;

    private final LimitSettings settings;
    private final AccessMetrics metrics;
    private final Set<InetAddress> proxies;
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<String, AtomicInteger> byAddress = new ConcurrentHashMap<>();
    private final TokenBucket joins;
    private final Map<String, TokenBucket> starts = new ConcurrentHashMap<>();

    public Limits(LimitSettings settings, AccessMetrics metrics) {
        this.settings = settings;
        this.metrics = metrics;
        this.proxies = settings.trustedProxies();
        this.joins = new TokenBucket(2.0 * settings.joinsPerSecond(), settings.joinsPerSecond(), System::nanoTime);
    }

    public LimitSettings settings() {
        return settings;
    }

    public AccessMetrics metrics() {
        return metrics;
    }

    /** One more connection; null if it may stay, else why not, and then it isn't counted. */
    public @Nullable Refusal connect(InetAddress peer) {
        if (connections.incrementAndGet() > settings.connections()) {
            connections.decrementAndGet();
            metrics.count(Refusal.CONNECTIONS);
            return Refusal.CONNECTIONS;
        }
        if (!enter(peer.getHostAddress(), peer.isLoopbackAddress() || isProxy(peer))) {
            connections.decrementAndGet();
            return Refusal.ADDRESS_CONNECTIONS;
        }
        return null;
    }

    /** One less. */
    public void disconnect(InetAddress peer) {
        connections.decrementAndGet();
        leave(peer.getHostAddress(), peer.isLoopbackAddress() || isProxy(peer));
    }

    /** One more watch of a client behind a proxy; those of others count as connections. False if it has too many. */
    public boolean enterBehindProxy(InetAddress peer, String address) {
        return enter(address, !isProxy(peer));
    }

    /** One less. */
    public void leaveBehindProxy(InetAddress peer, String address) {
        leave(address, !isProxy(peer));
    }

    private boolean enter(String address, boolean unlimited) {
        if (unlimited) {
            return true;
        }
        AtomicInteger count = byAddress.compute(address, (name, known) -> {
            AtomicInteger counted = known == null ? new AtomicInteger() : known;
            counted.incrementAndGet();
            return counted;
        });
        if (count.get() <= settings.addressConnections()) {
            return true;
        }
        leave(address, false);
        metrics.count(Refusal.ADDRESS_CONNECTIONS);
        return false;
    }

    private void leave(String address, boolean unlimited) {
        if (!unlimited) {
            byAddress.computeIfPresent(address, (name, count) -> count.decrementAndGet() <= 0 ? null : count);
        }
    }

    /** One more watch begins; false if too many do. */
    public boolean join() {
        if (joins.take(1)) {
            return true;
        }
        metrics.count(Refusal.JOINS);
        return false;
    }

    /**
     * Scans are to be started; false if that are too many.
     *
     * @param who the subject, or the address where nobody is told apart
     */
    public boolean start(String who, int scans) {
        if (starts.size() > MOST_BUCKETS) {
            starts.values().removeIf(TokenBucket::isFull);
        }
        TokenBucket bucket = starts.computeIfAbsent(
                who,
                name -> new TokenBucket(
                        settings.scansPerMinute(), settings.scansPerMinute() / SECONDS_A_MINUTE, System::nanoTime));
        if (bucket.take(scans)) {
            return true;
        }
        metrics.count(Refusal.SCANS);
        return false;
    }

    private boolean isProxy(InetAddress peer) {
        return proxies.contains(peer);
    }

    /**
     * Whose request it is: the last address in the header that no trusted proxy has, where a trusted proxy sent it. What
     * stands before was written by the client.
     *
     * @param forwarded all values of X-Forwarded-For, in order
     */
    public String clientOf(InetAddress peer, List<String> forwarded) {
        String client = peer.getHostAddress();
        if (!isProxy(peer)) {
            return client;
        }
        String[] hops = String.join(",", forwarded).split(",", -1);
        for (int i = hops.length - 1; i >= 0; i--) {
            String hop = hops[i].strip();
            if (hop.isEmpty() || hop.length() > 64) {
                break;
            }
            InetAddress address = AddressLiteral.parse(hop);
            client = address == null ? hop : address.getHostAddress();
            if (address == null || !isProxy(address)) {
                break;
            }
        }
        return client;
    }
}
