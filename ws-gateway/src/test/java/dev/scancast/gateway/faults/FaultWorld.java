package dev.scancast.gateway.faults;

import static org.awaitility.Awaitility.await;

import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.gateway.faults.Verdicts.Violation;
import dev.scancast.testkit.HaProxy;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RawWebSocket;
import dev.scancast.testkit.SentinelTrio;
import dev.scancast.testkit.TcpProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Redis, alone or under Sentinel, two gateways in JVMs of their own, HAProxy before them and an impatient proxy before
 * that; and how quiet it is there. Thread-safe.
 */
final class FaultWorld implements AutoCloseable {
    /** The 29 s of a usual load balancer, made short. */
    private static final Duration IMPATIENCE = Duration.ofMillis(2900);

    private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(60);

    /** A ping each second, two missed: then three times as long. */
    private static final Duration DEAD_PEER = Duration.ofMillis(3 * 3500);

    private static final String[] SETTINGS = {
        "gateway.ping=1s", "gateway.heartbeat=1s", "gateway.watchdog=2s", "gateway.drain=1s", "gateway.linger=2s"
    };

    private final Verdicts verdicts;
    private final @Nullable OwnRedis standalone;
    private final @Nullable SentinelTrio trio;
    private final List<TcpProxy> links = new ArrayList<>();
    private final List<GatewayReplica> gateways = new ArrayList<>();
    private final HaProxy front;
    private final TcpProxy impatient;
    private final Redis redis;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Set<RandomScan> live = ConcurrentHashMap.newKeySet();
    private final AtomicInteger disturbances = new AtomicInteger();
    private volatile long calmSince;
    private volatile long truceUntil = System.nanoTime();

    private FaultWorld(Verdicts verdicts, @Nullable OwnRedis standalone, @Nullable SentinelTrio trio) {
        this.verdicts = verdicts;
        this.standalone = standalone;
        this.trio = trio;
        for (int i = 0; i < 2; i++) {
            String url;
            if (standalone != null) {
                TcpProxy link = TcpProxy.to(standalone.port());
                links.add(link);
                url = "redis://127.0.0.1:" + link.port();
            } else {
                url = trio == null ? "" : trio.url();
            }
            gateways.add(GatewayReplica.start(url, SETTINGS));
        }
        this.front = HaProxy.before(gateways.stream().map(GatewayReplica::port).toList());
        this.impatient = TcpProxy.to(front.port());
        impatient.cutEveryConnectionAfter(IMPATIENCE);
        String direct = standalone != null ? standalone.url() : trio == null ? "" : trio.url();
        this.redis = Redis.open(
                RedisSettings.from(OwnGateway.settings(0, "redis", direct, "redis.timeout", "1s")), "random-publisher");
        gateways.forEach(GatewayReplica::awaitReady);
        front.awaitServers(gateways.size());
    }

    static FaultWorld standalone(Verdicts verdicts) {
        return new FaultWorld(verdicts, OwnRedis.start(), null);
    }

    static FaultWorld underSentinel(Verdicts verdicts) {
        return new FaultWorld(verdicts, null, SentinelTrio.start());
    }

    // ---- its parts

    OwnRedis server() {
        return standalone != null ? standalone : trio().primary();
    }

    SentinelTrio trio() {
        if (trio == null) {
            throw new IllegalStateException("there is no Sentinel here");
        }
        return trio;
    }

    boolean losesWrites() {
        return trio != null;
    }

    Redis redis() {
        return redis;
    }

    TcpProxy link(int gateway) {
        return links.get(gateway);
    }

    GatewayReplica gateway(int index) {
        return gateways.get(index);
    }

    int port() {
        return front.port();
    }

    int impatientPort() {
        return impatient.port();
    }

    // ---- its scans

    Set<RandomScan> live() {
        return live;
    }

    void live(RandomScan scan) {
        live.add(scan);
    }

    void gone(RandomScan scan) {
        live.remove(scan);
    }

    Future<?> submit(Runnable task) {
        return threads.submit(task);
    }

    /** A client whose connection stands though nobody reads or answers: the gateway must find out. */
    void bury(RawWebSocket socket, String whose) {
        Future<?> unused = threads.submit(() -> {
            long began = System.nanoTime();
            try (socket) {
                if (socket.endsWithin(DEAD_PEER)) {
                    verdicts.time("a dead peer is found (a ping each second)", System.nanoTime() - began);
                } else if (!isStopped()) {
                    verdicts.violation(
                            Violation.DEAD_PEER_KEPT, whose + " vanished, and was kept for more than " + DEAD_PEER);
                }
            } catch (IOException e) {
                // reset: that is an end as well
            }
        });
    }

    // ---- how quiet it is

    /** From now on until {@link #calmsDown} something is broken. */
    void isDisturbed() {
        disturbances.incrementAndGet();
        calmSince = 0;
    }

    /** Waits until the gateways that weren't ended themselves are ready again, and notes how long it took. */
    void calmsDown(Fault after) {
        calmsDown(after, () -> gateways.stream().allMatch(gateway -> gateway.isAbsent() || gateway.isReady()));
    }

    /** Waits until a gateway that was ended is ready again. */
    void calmsDown(Fault after, GatewayReplica ended) {
        calmsDown(after, () -> !ended.isAbsent() && ended.isReady());
    }

    private void calmsDown(Fault after, BooleanSupplier ready) {
        long began = System.nanoTime();
        try {
            await("the gateways are ready after " + after)
                    .atMost(LONGEST_RECOVERY)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> isStopped() || ready.getAsBoolean());
            verdicts.time("ready again after: " + after.text(), System.nanoTime() - began);
        } catch (ConditionTimeoutException e) {
            verdicts.violation(
                    Violation.NOT_READY_AGAIN,
                    "after " + after + ": "
                            + gateways.stream().map(GatewayReplica::output).toList());
        } finally {
            disturbances.decrementAndGet();
        }
    }

    /** Since when nothing is broken and every gateway is ready; 0 while that isn't so. */
    long calmSince() {
        return calmSince;
    }

    boolean isCalm() {
        return calmSince != 0;
    }

    /** Looks whether it is calm. */
    void look() {
        if (disturbances.get() > 0 || !gateways.stream().allMatch(GatewayReplica::isReady)) {
            calmSince = 0;
        } else if (calmSince == 0) {
            calmSince = System.nanoTime();
            if (disturbances.get() > 0) {
                calmSince = 0;
            }
        }
    }

    /** For so long no new fault begins. */
    void callTruce(Duration time) {
        truceUntil = System.nanoTime() + time.toNanos();
    }

    void awaitNoTruce() {
        long left = truceUntil - System.nanoTime();
        if (left > 0) {
            pause(Duration.ofNanos(left));
        }
    }

    // ---- its end

    void pause(Duration time) {
        try {
            boolean unused = stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Nothing new begins; whoever pauses goes on at once. */
    void stop() {
        stopped.countDown();
    }

    List<String> outputs() {
        return gateways.stream().map(GatewayReplica::output).toList();
    }

    /** All clients of both gateways. */
    int connections() {
        return gateways.stream().mapToInt(GatewayReplica::connections).sum();
    }

    @Override
    public void close() {
        stop();
        threads.shutdownNow();
        gateways.forEach(GatewayReplica::close);
        front.close();
        impatient.close();
        links.forEach(TcpProxy::close);
        redis.close();
        if (standalone != null) {
            standalone.close();
        }
        if (trio != null) {
            trio.close();
        }
    }
}
