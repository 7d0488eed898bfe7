package dev.scancast.launcher.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HaProxy;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.Nginx;
import dev.scancast.testkit.PollClient;
import dev.scancast.testkit.ScanWatcher;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.WatchingClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scans are watched to their end through the proxies' files that we ship, with all parts as processes of their own. */
class TopologyTest {
    private static final int FILES = 400;
    private static final int ROUNDS = 5;
    private static final int GOES_AWAY = 1012;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path directory;

    private static Topology topology;

    enum Front {
        HAPROXY {
            @Override
            int port() {
                return topology.haproxy.port();
            }
        },
        NGINX {
            @Override
            int port() {
                return topology.nginx.port();
            }
        };

        abstract int port();

        URI uri(String scheme, String path) {
            return URI.create(scheme + "://127.0.0.1:" + port() + path);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        Assumptions.assumeTrue(
                HaProxy.isAvailable() && Nginx.isAvailable(), "haproxy or nginx is not on the PATH: install both");
        topology = new Topology(directory, FILES);
    }

    @AfterAll
    static void end() {
        if (topology != null) {
            topology.close();
        }
    }

    /** Again and again, so that watchers come on connections that the proxy has used for others before. */
    @ParameterizedTest
    @EnumSource
    void watchersOfEachTransportSeeAScanToItsEnd(Front front) {
        for (int i = 0; i < ROUNDS; i++) {
            String id = ScanId.create().value();
            try (WatchingClient socket = WatchingClient.connect(front.uri("ws", "/ws/scan/" + id + "?wait=60"));
                    SseClient events = SseClient.open(front.uri("http", "/events/" + id + "?wait=60"))) {
                submit(front, id);
                try (PollClient poll = PollClient.open(front.uri("http", "/api/v1/scanner/scan/" + id))) {
                    for (ScanWatcher watcher : List.of(socket, events, poll)) {
                        watcher.awaitEnd(PATIENCE);
                        assertThat(watcher.endCode())
                                .as(watcher + " " + watcher.endReason())
                                .isEqualTo(1000);
                        assertThat(Documents.parse(watcher.last())
                                        .path("status")
                                        .asText())
                                .isEqualTo("completed");
                    }
                }
                assertThat(socket.documents()).hasSizeGreaterThan(2);
            }
        }
    }

    /** Neither proxy holds back what is small. */
    @ParameterizedTest
    @EnumSource
    void eachDocumentIsThereBeforeTheNextIsPublished(Front front) {
        String id = ScanId.create().value();
        topology.redis.command("SET", "scan:status:" + id, "{\"status\":\"running\",\"progress\":0}");
        try (WatchingClient socket = WatchingClient.connect(front.uri("ws", "/ws/scan/" + id));
                SseClient events = SseClient.open(front.uri("http", "/events/" + id))) {
            List<ScanWatcher> watchers = List.of(socket, events);
            watchers.forEach(watcher -> watcher.awaitDocument("\"progress\":0"));
            for (int percent = 1; percent <= 10; percent++) {
                String document = "{\"status\":\"running\",\"progress\":" + percent + "}";
                publish(id, document);
                watchers.forEach(watcher -> watcher.awaitDocument(document));
            }
            publish(id, "{\"status\":\"finished\"}");
            watchers.forEach(watcher -> watcher.awaitEnd(PATIENCE));
            assertThat(watchers).extracting(ScanWatcher::endReason).containsOnly("completed");
        }
    }

    @ParameterizedTest
    @EnumSource
    void metricsAreNotForTheWorld(Front front) {
        assertThat(HttpCalls.get(front.uri("http", "/metrics")).statusCode()).isEqualTo(404);
    }

    @Test
    void whatStandsInAQueryIsInNobodysLog() {
        for (Front front : Front.values()) {
            HttpCalls.get(front.uri("http", "/health/live?ticket=secret-of-" + front));
        }
        await("nginx has written it").until(() -> topology.nginx.accessLog().contains("/health/live"));
        await("HAProxy has written it").until(() -> topology.haproxy.output().contains("/health/live"));
        assertThat(topology.nginx.accessLog() + topology.haproxy.output() + topology.logs())
                .doesNotContain("secret-of-");
    }

    /** Both gateways are replaced, one after the other, while a scan is watched through both proxies. */
    @Test
    void whoIsClosedByAGatewayThatGoesIsServedByTheOther() {
        String id = ScanId.create().value();
        publish(id, "{\"status\":\"running\",\"progress\":0}");
        List<ScanWatcher> watchers = new ArrayList<>();
        try {
            for (Front front : List.of(Front.HAPROXY, Front.NGINX, Front.HAPROXY, Front.NGINX)) {
                watchers.add(watch(front, id));
            }
            for (int gateway = 0; gateway < Topology.GATEWAYS; gateway++) {
                watchers.forEach(watcher -> watcher.awaitDocuments(1));
                topology.replace(gateway);
                String document = "{\"status\":\"running\",\"progress\":" + (gateway + 1) + "}";
                publish(id, document);
                for (int i = 0; i < watchers.size(); i++) {
                    ScanWatcher watcher = watchers.get(i);
                    if (watcher.hasEnded()) {
                        assertThat(watcher.endCode()).isEqualTo(GOES_AWAY);
                        watcher.close();
                        watcher = watch(Front.values()[i % 2], id);
                        watchers.set(i, watcher);
                    }
                    watcher.awaitDocument(document);
                }
            }
            publish(id, "{\"status\":\"finished\"}");
            watchers.forEach(watcher -> watcher.awaitEnd(PATIENCE));
            assertThat(watchers).extracting(ScanWatcher::endCode).containsOnly(1000);
        } finally {
            watchers.forEach(ScanWatcher::close);
        }
    }

    private static WatchingClient watch(Front front, String id) {
        return WatchingClient.connect(front.uri("ws", "/ws/scan/" + id));
    }

    private static void submit(Front front, String id) {
        String body = "{\"scan_id\":\"" + id + "\",\"repository_path\":\"" + topology.repositories + "/repository\"}";
        assertThat(HttpCalls.post(front.uri("http", "/api/v1/scanner/scan"), body)
                        .statusCode())
                .isEqualTo(202);
    }

    private static void publish(String id, String document) {
        topology.redis.command("SET", "scan:status:" + id, document, "EX", "600");
        topology.redis.command("PUBLISH", "scan:progress:" + id, document);
    }
}
