package dev.scancast.gateway;

import dev.scancast.contract.document.ScanId;
import dev.scancast.testkit.PollClient;
import dev.scancast.testkit.ScanWatcher;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.WatchingClient;

/** Every way to watch one scan, so that a scenario can run over all. */
public enum Transport {
    WEBSOCKET {
        @Override
        public ScanWatcher watch(OwnGateway gateway, ScanId scan, String query) {
            return WatchingClient.connect(gateway.socket(scan, query));
        }
    },
    WEBSOCKET_WITH_NOTICES {
        @Override
        public ScanWatcher watch(OwnGateway gateway, ScanId scan, String query) {
            return WatchingClient.to(gateway.socket(scan, query))
                    .subprotocol("scancast.v1")
                    .connect();
        }
    },
    SSE {
        @Override
        public ScanWatcher watch(OwnGateway gateway, ScanId scan, String query) {
            return SseClient.open(gateway.events(scan, query));
        }
    },
    POLL {
        @Override
        public ScanWatcher watch(OwnGateway gateway, ScanId scan, String query) {
            return PollClient.open(gateway.poll(scan));
        }
    };

    /** Begins to watch; the query begins with a question mark or is empty. */
    public abstract ScanWatcher watch(OwnGateway gateway, ScanId scan, String query);
}
