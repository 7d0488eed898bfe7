package dev.scancast.launcher.operations;

import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.Acquisition;
import dev.scancast.contract.redis.Fence;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.settings.Settings;
import dev.scancast.testkit.ChildProcess;
import dev.scancast.testkit.FreePorts;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.Scrape;
import dev.scancast.testkit.TestkitException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Some gateways in JVMs of their own, and what they and their Redis take while watched. Confined to one thread. */
final class CapacityRun implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration TICK = Duration.ofMillis(10);

    /** Each waits for Redis' answer before its next document: one alone is slow where the machine is busy. */
    private static final int PUBLISHERS = 16;

    private static final int CONNECTIONS_A_STEP = 50;

    /** Of Linux, since ever. */
    private static final double CLOCK_TICKS_A_SECOND = 100;

    private final OwnRedis redis = OwnRedis.start();
    private final Redis contract = Redis.open(
            RedisSettings.from(Settings.load(RedisSettings.CATALOG, Map.of("redis", redis.url()), Map.of(), null)),
            "publisher");
    private final List<Integer> ports;
    private final List<ChildProcess> gateways = new ArrayList<>();

    /** Always the same, so that runs can be compared. */
    private final Random chance = new Random(7);

    /** What was seen in a second of a load, on average. */
    record Seen(
            Capacity.Load load,
            double gatewaysPerScan,
            double received,
            double delivered,
            double sentBytes,
            double redisTraffic,
            double gatewayCores,
            double redisCores) {}

    /** All counts that grow, at one moment. */
    private record Counts(
            long atNanos,
            long published,
            double received,
            double delivered,
            double sentBytes,
            double redisBytes,
            double gatewayCpu,
            double redisCpu) {}

    CapacityRun(int count) {
        ports = java.util.stream.Stream.generate(FreePorts::next).limit(count).toList();
        for (int port : ports) {
            // As the start script runs it.
            gateways.add(ChildProcess.java(
                    "gateway",
                    List.of("-XX:+UseSerialGC", "-Xmn24m", "-Xmx256m"),
                    "dev.scancast.launcher.Main",
                    List.of("gateway", "--redis=" + redis.url(), "--gateway-port=" + port, "--gateway-linger=0s")));
        }
        for (int port : ports) {
            await("the gateway is ready").atMost(READY).until(() -> isReady(port));
        }
    }

    private boolean isReady(int port) {
        try {
            return HttpCalls.get(uri(port, "/health/ready")).statusCode() == 200;
        } catch (TestkitException e) {
            gateways.forEach(gateway -> {
                if (!gateway.isAlive()) {
                    throw new IllegalStateException("a gateway ended:\n" + gateway.output());
                }
            });
            return false; // not yet
        }
    }

    int gateways() {
        return ports.size();
    }

    /** Watched and published for so long, without and then with being measured. */
    Seen measure(Capacity.Load wanted, Duration warmUp, Duration time) {
        List<Scan> scans = new ArrayList<>();
        for (int i = 0; i < wanted.scans(); i++) {
            scans.add(new Scan());
        }
        HttpClient client = HttpClient.newHttpClient();
        List<WebSocket> watchers = connectAll(client, scans, wanted.watchers());
        double subscriptions = subscriptions();
        ScheduledExecutorService timers = Executors.newScheduledThreadPool(PUBLISHERS);
        try {
            List<Publishing> all = new ArrayList<>();
            for (int i = 0; i < Math.min(PUBLISHERS, scans.size()); i++) {
                Publishing publishing = new Publishing(every(PUBLISHERS, i, scans), wanted.rate());
                all.add(publishing);
                var unused = timers.scheduleAtFixedRate(publishing, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
            }
            Publishing first = all.get(0);
            await("they are warm").atMost(warmUp.multipliedBy(4)).until(() -> first.runsFor(warmUp));
            Counts before = count(all);
            await("it was measured").atMost(time.multipliedBy(4)).until(() -> first.runsFor(warmUp.plus(time)));
            Counts after = count(all);
            return seen(wanted, first.documentBytes, subscriptions, before, after);
        } finally {
            timers.shutdownNow();
            watchers.forEach(WebSocket::abort);
            await("nobody watches").atMost(READY).until(() -> subscriptions() == 0);
        }
    }

    private static <T> List<T> every(int step, int from, List<T> all) {
        List<T> some = new ArrayList<>();
        for (int i = from; i < all.size(); i += step) {
            some.add(all.get(i));
        }
        return some;
    }

    private static Seen seen(
            Capacity.Load wanted, int documentBytes, double subscriptions, Counts before, Counts after) {
        double seconds = (after.atNanos - before.atNanos) / 1e9;
        double published = (after.published - before.published) / seconds;
        return new Seen(
                new Capacity.Load(wanted.watchers(), wanted.scans(), published / wanted.scans(), documentBytes),
                subscriptions / wanted.scans(),
                (after.received - before.received) / seconds,
                (after.delivered - before.delivered) / seconds,
                (after.sentBytes - before.sentBytes) / seconds,
                (after.redisBytes - before.redisBytes) / seconds,
                (after.gatewayCpu - before.gatewayCpu) / seconds,
                (after.redisCpu - before.redisCpu) / seconds);
    }

    private List<WebSocket> connectAll(HttpClient client, List<Scan> scans, long count) {
        List<WebSocket> watchers = new ArrayList<>();
        scans.forEach(scan -> scan.write(contract));
        while (watchers.size() < count) {
            List<CompletableFuture<WebSocket>> opening = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS_A_STEP && watchers.size() + opening.size() < count; i++) {
                Scan scan = scans.get((watchers.size() + i) % scans.size());
                int port = ports.get(chance.nextInt(ports.size()));
                opening.add(client.newWebSocketBuilder()
                        .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws/scan/" + scan.id), new Reader()));
            }
            opening.forEach(one -> watchers.add(one.join()));
        }
        return watchers;
    }

    /** All counts of one moment: a scrape that is the first of its kind takes long, so none that counts is. */
    private Counts count(List<Publishing> all) {
        scrapes();
        double gatewayCpu = 0;
        for (ChildProcess gateway : gateways) {
            gatewayCpu += cpuSeconds(gateway.pid());
        }
        double redisCpu = cpuSeconds(redis.pid());
        double redisBytes = Double.parseDouble(redis.info("total_net_output_bytes"));
        long atNanos = System.nanoTime();
        long published = all.stream().mapToLong(one -> one.published).sum();
        List<Scrape> scrapes = scrapes();
        return new Counts(
                atNanos,
                published,
                sum(scrapes, scrape -> scrape.value("scancast_documents_received_total")),
                sum(scrapes, scrape -> scrape.value("scancast_documents_sent_total", "transport", "websocket")),
                sum(scrapes, scrape -> scrape.value("scancast_sent_bytes_total", "transport", "websocket")),
                redisBytes,
                gatewayCpu,
                redisCpu);
    }

    private List<Scrape> scrapes() {
        return ports.stream().map(port -> Scrape.of(uri(port, "/metrics"))).toList();
    }

    private double subscriptions() {
        return sum(scrapes(), scrape -> scrape.value("scancast_subscriptions"));
    }

    private static double sum(List<Scrape> scrapes, ToDoubleFunction<Scrape> value) {
        return scrapes.stream().mapToDouble(value).sum();
    }

    /** User and system time, as proc(5) has them: the 14th and 15th field, the second of which may hold spaces. */
    private static double cpuSeconds(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / CLOCK_TICKS_A_SECOND;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        gateways.forEach(ChildProcess::close);
        contract.close();
        redis.close();
    }

    /** Takes what comes and keeps nothing. */
    private static final class Reader implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            webSocket.request(1);
            return null;
        }
    }

    /** Writes each scan's next document when it is due, all evenly over a second. */
    private final class Publishing implements Runnable {
        private final List<Scan> scans;
        private final double perSecond;
        private final long beganAt = System.nanoTime();
        private volatile long published;
        private volatile int documentBytes;

        Publishing(List<Scan> scans, double rate) {
            this.scans = scans;
            this.perSecond = scans.size() * rate;
        }

        boolean runsFor(Duration time) {
            return System.nanoTime() - beganAt >= time.toNanos();
        }

        @Override
        public void run() {
            long due = (long) ((System.nanoTime() - beganAt) / 1e9 * perSecond);
            long done = published;
            while (done < due && !Thread.currentThread().isInterrupted()) {
                documentBytes = scans.get((int) (done % scans.size())).write(contract);
                published = ++done;
            }
        }
    }

    /** A scan of which there is no end. */
    private static final class Scan {
        private final ScanId id = ScanId.create();
        private @Nullable Fence fence;
        private long seq;

        /** The next document; its size. */
        int write(Redis contract) {
            FencedWriter writer = new FencedWriter(contract);
            Fence held = fence;
            if (held == null) {
                if (!(writer.acquireLease(id, "worker") instanceof Acquisition.Granted granted)) {
                    throw new IllegalStateException("no epoch for " + id);
                }
                held = granted.fence();
                fence = held;
            }
            ProgressDocument document = ProgressDocument.builder(id)
                    .version(held.epoch(), ++seq)
                    .attempt(held.attempt())
                    .status(ScanStatus.SCANNING)
                    .progress(40)
                    .message("Scanning file " + (1_000_000 + seq) + "/2890000, as a scan's message is")
                    .repository("a-repository")
                    .currentFile("src/main/java/com/example/project/SomeClass" + (1_000_000 + seq) + ".java")
                    .filesScanned(1_000_000 + seq)
                    .totalFiles(2_890_000L)
                    .eta(12.4, 9.0, 17.5)
                    .startedAt(Instant.ofEpochSecond(1_767_607_200))
                    .updatedAt(Instant.now())
                    .build();
            writer.write(document, FencedWriter.Origin.NONE);
            return Json.write(document).length;
        }
    }
}
