package dev.scancast.gateway.metrics;

import dev.scancast.contract.document.DocumentRejectedException;
import dev.scancast.contract.redis.WriteCounts;
import dev.scancast.contract.redis.WriteResult;
import dev.scancast.gateway.access.AccessMetrics;
import dev.scancast.gateway.access.Refusal;
import dev.scancast.gateway.fleet.Census;
import dev.scancast.gateway.fleet.CensusTaker;
import dev.scancast.gateway.fleet.RescueCounts;
import dev.scancast.gateway.hub.HubMetrics;
import dev.scancast.gateway.hub.LinkState;
import dev.scancast.gateway.rest.Telemetry;
import dev.scancast.gateway.session.CloseCode;
import dev.scancast.gateway.session.Sessions;
import dev.scancast.gateway.session.TransportCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Everything that a gateway counts, as Prometheus reads it; docs/metrics.md lists it. Nothing here is told of a document
 * or a client: what the parts count anyway is read when somebody asks. Only the fan-out of a turn, once per scan and not
 * per client, and REST's answers are told. Thread-safe.
 */
public final class GatewayMetrics implements Telemetry, AutoCloseable {

    private static final List<String> TRANSPORTS = List.of("websocket", "sse");

    /** From a fan-out on one machine to one that nobody would call live. */
    private static final Duration[] FAN_OUT_BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private final Clock clock;

    /** @param clock what documents' times are compared with */
    public GatewayMetrics(String version, Clock clock) {
        this.clock = clock;
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        garbage.bindTo(registry);
        gauge("scancast.version", "Which version this is; always 1.", Tags.of("version", version), () -> 1);
    }

    /** Reads what the hub counts, and is told of each fan-out. */
    public void read(HubMetrics hub, IntSupplier subscriptions) {
        counter("scancast.documents.received", "Documents from Redis.", Tags.empty(), hub, HubMetrics::documentsIn);
        counter("scancast.documents.dropped", DROPPED, Tags.of("reason", "older"), hub, HubMetrics::older);
        counter("scancast.documents.dropped", DROPPED, Tags.of("reason", "after_end"), hub, HubMetrics::afterEnd);
        counter(
                "scancast.documents.dropped",
                DROPPED,
                Tags.of("reason", "without_epoch"),
                hub,
                HubMetrics::withoutEpoch);
        for (DocumentRejectedException.Reason reason : DocumentRejectedException.Reason.values()) {
            Tags tags = Tags.of("reason", lower(reason));
            counter("scancast.documents.dropped", DROPPED, tags, hub, metrics -> metrics.rejectedFor(reason));
        }
        counter("scancast.seq.jumps", "Documents whose seq was not the next.", Tags.empty(), hub, HubMetrics::seqJumps);
        counter("scancast.status.reads", "Reads of a scan's status.", Tags.empty(), hub, HubMetrics::reads);
        counter("scancast.log.reads", "Reads of a scan's log.", Tags.empty(), hub, HubMetrics::logReads);
        counter("scancast.subscribes", "Subscriptions asked for.", Tags.empty(), hub, HubMetrics::subscribes);
        gauge("scancast.subscriptions", "Scans subscribed now.", Tags.empty(), subscriptions::getAsInt);
        Timer fanOut = Timer.builder("scancast.fan.out")
                .description("From a document's updated_at until it was written to every watcher that keeps up.")
                .serviceLevelObjectives(FAN_OUT_BUCKETS)
                .register(registry);
        hub.listenToFanOut(writtenAt -> fanOut.record(notNegative(Duration.between(writtenAt, now()))));
    }

    private static final String DROPPED = "Documents from Redis that were not relayed.";

    /** Reads what sessions count, on each transport. */
    public void read(Sessions sessions) {
        for (String transport : TRANSPORTS) {
            Tags tags = Tags.of("transport", transport);
            TransportCounts counts = sessions.counts(transport);
            gauge(
                    "scancast.connections",
                    "Clients that watch now.",
                    tags,
                    () -> sessions.countByTransport().getOrDefault(transport, 0));
            counter("scancast.joins", "Clients that began to watch.", tags, counts, TransportCounts::joins);
            counter("scancast.documents.sent", "Documents given to clients.", tags, counts, TransportCounts::documents);
            counter(
                    "scancast.sent.bytes",
                    "Bytes that clients' connections took.",
                    tags,
                    counts,
                    TransportCounts::bytes);
            counter(
                    "scancast.conflated",
                    "Clients that were given only the newest.",
                    tags,
                    counts,
                    TransportCounts::conflated);
            counter(
                    "scancast.stalled",
                    "Clients cut off: they took nothing.",
                    tags,
                    counts,
                    TransportCounts::stalledClients);
            for (CloseCode code : CloseCode.values()) {
                Tags closed = tags.and("code", Integer.toString(code.code()));
                counter("scancast.closes", CLOSES, closed, counts, all -> all.closes(code));
            }
            counter("scancast.closes", CLOSES, tags.and("code", "none"), counts, TransportCounts::lostClients);
        }
        gauge(
                "scancast.draining",
                "1 while this gateway goes away.",
                Tags.empty(),
                () -> sessions.isDraining() ? 1 : 0);
    }

    private static final String CLOSES = "Connections that ended, by our close code; none where there was no close.";

    /** Reads how the way to Redis is, and what became of writes. */
    public void read(LinkState link, WriteCounts writes) {
        gauge("scancast.redis.link.up", "1 while the subscriber link stands.", Tags.empty(), () -> link.isUp() ? 1 : 0);
        gauge("scancast.redis.ready", "1 while Redis is fit to be used.", Tags.empty(), () -> link.isReady() ? 1 : 0);
        gauge(
                "scancast.redis.writable",
                "0 while Redis takes no writes.",
                Tags.empty(),
                () -> link.refusal() == null ? 1 : 0);
        seconds(
                "scancast.redis.probe",
                "How long the last proof of the link took.",
                () -> link.probeMillis() < 0 ? Double.NaN : link.probeMillis() / 1000);
        counter("scancast.redis.link.losses", "How often the link was lost.", Tags.empty(), link, LinkState::losses);
        for (WriteResult.Answer answer : WriteResult.Answer.values()) {
            Tags tags = Tags.of("answer", lower(answer));
            counter(
                    "scancast.writes",
                    "Documents written, by the fence's answer.",
                    tags,
                    writes,
                    all -> all.of(answer));
        }
    }

    /** Reads what there is in Redis, and what was done for scans that nobody held. */
    public void read(CensusTaker census, RescueCounts rescues) {
        gauge("scancast.queue.depth", DEPTH, Tags.of("place", "queue"), fromCensus(census, Census::waiting));
        gauge("scancast.queue.depth", DEPTH, Tags.of("place", "taken"), fromCensus(census, Census::taken));
        gauge("scancast.queue.depth", DEPTH, Tags.of("place", "backlog"), fromCensus(census, Census::backlogged));
        seconds(
                "scancast.queue.age",
                "How long the oldest request that waits in the queue has been there.",
                fromCensus(census, found -> found.age().toMillis() / 1000.0));
        gauge("scancast.workers", "Workers connected.", Tags.empty(), fromCensus(census, Census::workers));
        for (String status : CensusTaker.STATUSES) {
            gauge(
                    "scancast.scans",
                    "Live scans by status.",
                    Tags.of("status", status),
                    fromCensus(census, found -> found.byStatus().getOrDefault(status, 0)));
        }
        counter("scancast.rescues", RESCUES, Tags.of("to", "queue"), rescues, RescueCounts::queuedAgain);
        for (String reason : RescueCounts.REASONS) {
            counter("scancast.rescues", RESCUES, Tags.of("to", reason), rescues, counts -> counts.ended(reason));
        }
    }

    private static final String DEPTH = "Requests that wait in the queue, that workers have taken, and in backlogs.";
    private static final String RESCUES = "Scans nobody held that this gateway queued again or ended.";

    /** Reads who was turned away at the door, and why. */
    public void read(AccessMetrics access) {
        for (Refusal refusal : Refusal.values()) {
            counter(
                    "scancast.refusals",
                    "Requests and connections that were turned away.",
                    Tags.of("reason", lower(refusal)),
                    access,
                    all -> all.of(refusal));
        }
    }

    @Override
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void answered(String method, String route, int status, Duration took) {
        Timer.builder("scancast.http.requests")
                .description("Answers of REST.")
                .tags("method", method, "route", route, "status", Integer.toString(status))
                .register(registry)
                .record(took);
    }

    @Override
    public void close() {
        garbage.close();
        registry.close();
    }

    private static DoubleSupplier fromCensus(CensusTaker taker, ToDoubleFunction<Census> figure) {
        return () -> {
            Census census = taker.census();
            return census == null ? Double.NaN : figure.applyAsDouble(census);
        };
    }

    private <T> void counter(String name, String description, Tags tags, T owner, ToLongFunction<T> count) {
        FunctionCounter.builder(name, owner, count::applyAsLong)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void gauge(String name, String description, Tags tags, DoubleSupplier value) {
        Gauge.builder(name, value::getAsDouble)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void seconds(String name, String description, DoubleSupplier value) {
        Gauge.builder(name, value::getAsDouble)
                .description(description)
                .baseUnit("seconds")
                .register(registry);
    }

    private static Duration notNegative(Duration time) {
        return time.isNegative() ? Duration.ZERO : time; // two machines' clocks
    }

    private Instant now() {
        return clock.instant();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
