package dev.scancast.scanner.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.WriteCounts;
import dev.scancast.contract.redis.WriteResult;
import dev.scancast.contract.settings.SettingException;
import dev.scancast.scanner.queue.WorkCounts;
import dev.scancast.scanner.queue.Worker;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that a worker counts, as Prometheus reads it at {@code /metrics} of a port of its own; docs/metrics.md
 * lists it. What the worker counts anyway is read when somebody asks. Owns a thread. Thread-safe.
 */
public final class WorkerMetrics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerMetrics.class);
    private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String PATH = "/metrics";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private final HttpServer server;

    private WorkerMetrics(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts it.
     *
     * @param port 0 takes a free one
     * @throws SettingException if the port is taken
     */
    public static WorkerMetrics start(Worker worker, String host, int port) {
        try {
            WorkerMetrics metrics = new WorkerMetrics(HttpServer.create(new InetSocketAddress(host, port), 0));
            metrics.readProcess();
            metrics.read(worker);
            metrics.serve(worker.name());
            return metrics;
        } catch (IOException e) {
            throw new SettingException(
                    "cannot listen on " + host + ":" + port + ": " + e.getMessage()
                            + "; choose another with --worker-metrics-port",
                    e);
        }
    }

    /** Where it listens, with the port that was really taken. */
    public URI url() {
        InetSocketAddress address = server.getAddress();
        String host = address.getHostString();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + PATH);
    }

    @Override
    public void close() {
        server.stop(0);
        garbage.close();
        registry.close();
    }

    private void serve(String worker) {
        server.createContext("/", this::answer);
        server.start();
        LOG.info("worker={} tells what it does at {}", worker, url());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals(PATH)) {
                exchange.sendResponseHeaders(404, -1);
            } else if (!exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET");
                exchange.sendResponseHeaders(405, -1);
            } else {
                byte[] body = registry.scrape().getBytes(UTF_8);
                exchange.getResponseHeaders().set("Content-Type", TEXT_FORMAT);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private void readProcess() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        garbage.bindTo(registry);
    }

    private void read(Worker worker) {
        Gauge.builder("scancast.worker.scans.running", worker::running)
                .description("Scans that run here now.")
                .register(registry);
        WorkCounts work = worker.counts();
        counter("scancast.worker.scans.begun", "Attempts that began here.", Tags.empty(), work, WorkCounts::begun);
        counter("scancast.worker.takeovers", TAKEOVERS, Tags.empty(), work, WorkCounts::takenOver);
        counter("scancast.worker.stalls", "Scans that hung.", Tags.empty(), work, WorkCounts::stalled);
        counter("scancast.worker.scan.seconds", "Time of all attempts.", Tags.empty(), work, WorkCounts::seconds);
        for (ScanStatus status : ScanStatus.values()) {
            if (status.isTerminal()) {
                Tags tags = Tags.of("status", status.wireName());
                counter("scancast.worker.scans.ended", ENDED, tags, work, counts -> counts.ended(status));
            }
        }
        counter("scancast.worker.scans.ended", ENDED, Tags.of("status", "left"), work, WorkCounts::left);
        WriteCounts writes = worker.writeCounts();
        for (WriteResult.Answer answer : WriteResult.Answer.values()) {
            Tags tags = Tags.of("answer", answer.name().toLowerCase(Locale.ROOT));
            counter("scancast.writes", WRITES, tags, writes, counts -> counts.of(answer));
        }
    }

    private static final String TAKEOVERS = "Attempts that were not their scan's first.";
    private static final String ENDED = "Attempts that are over, by the scan's end; left where it goes on elsewhere.";
    private static final String WRITES = "Documents written, by the fence's answer.";

    private <T> void counter(String name, String description, Tags tags, T owner, ToDoubleFunction<T> count) {
        FunctionCounter.builder(name, owner, count)
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
