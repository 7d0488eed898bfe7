package dev.scancast.launcher.operations;

import static dev.scancast.launcher.operations.TroubledGateway.SCAN;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.Acquisition;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.RawWebSocket;
import dev.scancast.testkit.WatchingClient;
import java.time.Instant;
import java.util.Locale;

/** What is wrong, and how it comes about. */
enum Situation {
    NORMAL {
        @Override
        void bringAbout(TroubledGateway gateway) {
            gateway.setAndPublish(RUNNING);
        }
    },
    NOTHING {
        @Override
        void bringAbout(TroubledGateway gateway) {}
    },
    WATCHED_NOTHING {
        @Override
        void bringAbout(TroubledGateway gateway) {
            gateway.watch();
        }
    },
    RUBBISH {
        @Override
        void bringAbout(TroubledGateway gateway) {
            gateway.setAndPublish(RUNNING);
            gateway.watch().awaitDocuments(1);
            gateway.redis().command("PUBLISH", "scan:progress:" + SCAN, "41 %");
        }
    },
    REDIS_AWAY {
        @Override
        void bringAbout(TroubledGateway gateway) {
            gateway.redis().kill();
        }
    },
    REDIS_FULL {
        @Override
        void bringAbout(TroubledGateway gateway) {
            gateway.redis().command("CONFIG", "SET", "maxmemory", "1");
        }
    },
    HELD {
        @Override
        void bringAbout(TroubledGateway gateway) {
            write(gateway, ScanStatus.SCANNING, 40);
        }
    },
    FOREIGN {
        @Override
        void bringAbout(TroubledGateway gateway) {
            gateway.setAndPublish(RUNNING);
        }
    },
    SLOW_CLIENT {
        @Override
        void bringAbout(TroubledGateway gateway) {
            gateway.setAndPublish(RUNNING);
            gateway.watchRaw(4096);
            String filler = "x".repeat(32 * 1024);
            await("it falls behind").until(() -> {
                for (int i = 0; i < 100; i++) {
                    gateway.setAndPublish("{\"status\":\"running\",\"filler\":\"" + filler + "\"}");
                }
                return HttpCalls.get(gateway.uri("http", "/metrics"))
                        .body()
                        .matches("(?s).*conflated_total\\{transport=\"websocket\"} [1-9].*");
            });
        }
    },
    ENDED {
        @Override
        void bringAbout(TroubledGateway gateway) {
            write(gateway, ScanStatus.COMPLETED, 100);
        }
    },
    PUBLISHED_ONLY {
        @Override
        void bringAbout(TroubledGateway gateway) {
            gateway.setAndPublish(RUNNING);
            try (WatchingClient watcher = gateway.watch()) {
                watcher.awaitDocuments(1);
                gateway.redis().command("PUBLISH", "scan:progress:" + SCAN, "{\"status\":\"finished\"}");
                watcher.awaitEnd();
            }
        }
    },
    CUT {
        @Override
        void bringAbout(TroubledGateway gateway) throws java.io.IOException {
            gateway.setAndPublish(RUNNING);
            RawWebSocket client = gateway.watchRaw(4096);
            client.readFrame();
            client.reset();
        }
    },
    REDIS_BACK {
        @Override
        void bringAbout(TroubledGateway gateway) {
            await("the link is cut").until(() -> gateway.redis().killPubSubClients() > 0);
        }
    },
    QUEUED {
        @Override
        void bringAbout(TroubledGateway gateway) {
            HttpCalls.post(
                    gateway.uri("http", "/api/v1/scanner/scan"),
                    "{\"scan_id\":\"" + SCAN + "\",\"repository_url\":\"https://git.example.org/group/project.git\"}");
        }
    };

    private static final String RUNNING = "{\"status\":\"running\",\"progress\":40}";

    abstract void bringAbout(TroubledGateway gateway) throws Exception;

    /** By its name on the page. */
    static Situation named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** As a worker does that holds the scan. */
    private static void write(TroubledGateway gateway, ScanStatus status, double percent) {
        FencedWriter writer = new FencedWriter(gateway.contract());
        if (!(writer.acquireLease(SCAN, "worker-7") instanceof Acquisition.Granted granted)) {
            throw new AssertionError("somebody else has the lease");
        }
        writer.write(
                ProgressDocument.builder(SCAN)
                        .version(granted.fence().epoch(), 1)
                        .attempt(1)
                        .status(status)
                        .progress(percent)
                        .message("as a worker writes")
                        .updatedAt(Instant.now())
                        .build(),
                FencedWriter.Origin.NONE);
    }
}
