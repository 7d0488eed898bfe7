package dev.scancast.launcher.operations;

import java.util.Comparator;
import java.util.List;

/**
 * What watchers need of so many gateways and of Redis: the arithmetic of docs/capacity.md, which {@link CapacityTest}
 * makes the page's tables of and holds against a run. A gateway is a core, whatever its machine has: its clients are
 * written to by one thread.
 *
 * @param gateways at least 2
 * @param grouped whether the proxy brings all watchers of a scan to one gateway, rather than to any
 */
record Capacity(Load load, int gateways, boolean grouped) {

    /** CPU of a gateway to write one document to one client: W1 of docs/benchmarks.md, less a document's share. */
    static final double MICROS_PER_DELIVERY = 9.3;

    /** CPU of a gateway to read one document from Redis and order its writes: the difference of W2 and W1 there. */
    static final double MICROS_PER_DOCUMENT = 57;

    /** Opening of docs/benchmarks.md: a handshake, while the JVM still compiles. */
    static final double MICROS_PER_JOIN = 631;

    /** Idle of docs/benchmarks.md: 7.8 KB; and of a gateway nobody watches. */
    static final double BYTES_PER_WATCHER = 8e3;

    static final double BYTES_PER_GATEWAY = 150e6;

    /** CPU of Redis for the script that sets, records and publishes, and for each gateway that is sent the document. */
    static final double REDIS_MICROS_PER_WRITE = 45;

    static final double REDIS_MICROS_PER_SUBSCRIBER = 3;

    /** A live scan, with a log of a thousand lines: docs/operations.md. */
    static final double REDIS_BYTES_PER_SCAN = 203e3;

    /** Of a text frame from a server, for 126 to 65,535 bytes. */
    static final int FRAME_BYTES = 4;

    /** Around a published document: {@code message}, the channel's name of 40 characters, and lengths. */
    static final int PUBLISHED_BYTES = 78;

    /** Ethernet, IP and TCP, with time stamps; a write is a packet. */
    static final int PACKET_BYTES = 66;

    /** How full anything may be: what is left is for a peak, and for what was not measured. */
    static final double PLANNED = 0.5;

    private static final double MICROS = 1e6;
    private static final int MOST = 1_000_000;

    /** Over which a gateway's clients come back when it is gone, by the clients' own delays. */
    private static final double RETURN_SECONDS = 10;

    /**
     * Who watches what.
     *
     * @param watchers one connection each
     * @param scans live ones, each watched by as many
     * @param rate documents a second of each scan
     * @param documentBytes of a document
     */
    record Load(long watchers, long scans, double rate, int documentBytes) {}

    /** What may break, and how full it is: 1 is the end. */
    record Part(String name, double fullness) {}

    /** The fewest gateways of which one may be lost with all parts but Redis as full as planned at most. */
    static Capacity needed(Load load, boolean grouped) {
        for (int gateways = 2; gateways < MOST; gateways++) {
            Capacity capacity = new Capacity(load, gateways, grouped);
            if (capacity.afterLoss() <= PLANNED && capacity.connectionsOfOne() <= PLANNED) {
                return capacity;
            }
        }
        throw new IllegalArgumentException("no number of gateways carries " + load);
    }

    double published() {
        return load.scans() * load.rate();
    }

    double delivered() {
        return load.watchers() * load.rate();
    }

    /** Gateways that watch a scan, on average: each of its watchers is with any of them by chance. */
    double gatewaysPerScan() {
        double watchers = (double) load.watchers() / load.scans();
        return grouped ? Math.min(1, watchers) : gateways * (1 - Math.pow(1 - 1.0 / gateways, watchers));
    }

    /** Documents a second that all gateways together get from Redis. */
    double received() {
        return published() * gatewaysPerScan();
    }

    /** Of all gateways together. */
    double gatewayCores() {
        return (delivered() * MICROS_PER_DELIVERY + received() * MICROS_PER_DOCUMENT) / MICROS;
    }

    /** Of all shards together. */
    double redisCores() {
        return (published() * REDIS_MICROS_PER_WRITE + received() * REDIS_MICROS_PER_SUBSCRIBER) / MICROS;
    }

    int shards() {
        return Math.max(1, (int) Math.ceil(redisCores() / PLANNED));
    }

    double gatewayBytes() {
        return gateways * BYTES_PER_GATEWAY + load.watchers() * BYTES_PER_WATCHER;
    }

    double redisBytes() {
        return load.scans() * REDIS_BYTES_PER_SCAN;
    }

    /** Bytes a second as {@code scancast_sent_bytes_total} counts them. */
    double sentBytes() {
        return delivered() * (load.documentBytes() + FRAME_BYTES);
    }

    /** Bytes a second on the wire to clients. */
    double clientTraffic() {
        return sentBytes() + delivered() * PACKET_BYTES;
    }

    /** Bytes a second that Redis sends to gateways, without packets' heads: many documents go in one. */
    double redisTraffic() {
        return received() * (load.documentBytes() + PUBLISHED_BYTES);
    }

    /** Of a core of each of the others, while the clients of one that was lost come back. */
    double afterLoss() {
        double joins = (double) load.watchers() / gateways / RETURN_SECONDS;
        return (gatewayCores() + joins * MICROS_PER_JOIN / MICROS) / (gateways - 1);
    }

    private double connectionsOfOne() {
        return (double) load.watchers() / (gateways - 1) / 50_000;
    }

    /** Of two gateways, a proxy and a Redis as docker-compose.yml has them, the fullest first. */
    static List<Part> shipped(Load load) {
        Capacity two = new Capacity(load, 2, false);
        double network = 125e6; // 1 Gbit/s
        return List.of(
                        new Part("a gateway's core, when the other is lost", two.afterLoss()),
                        new Part("Redis' core", two.redisCores()),
                        new Part("Redis' memory (512 MB)", two.redisBytes() / 512e6),
                        new Part("a gateway's memory (512 MB), when the other is lost", two.memoryOfOne() / 512e6),
                        new Part("HAProxy's open files (65,536)", load.watchers() * 2 / 65_536.0),
                        new Part("`gateway.max-connections`, when the other is lost", two.connectionsOfOne()),
                        new Part("1 Gbit/s to the clients", two.clientTraffic() / network),
                        new Part("1 Gbit/s from Redis", two.redisTraffic() / network))
                .stream()
                .sorted(Comparator.comparingDouble(Part::fullness).reversed())
                .toList();
    }

    private double memoryOfOne() {
        return BYTES_PER_GATEWAY + load.watchers() * BYTES_PER_WATCHER;
    }
}
