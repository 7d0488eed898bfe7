package dev.scancast.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.concurrent.TimeUnit;

/** Shows how far a batch is until all its scans have ended, by asking again and again. */
final class BatchWatch {
    private static final long INTERVAL_MILLIS = 500;

    private BatchWatch() {}

    /** Follows it and tells how to exit: with an error if any scan failed. */
    static ExitCode toItsEnd(GatewayClient gateway, String batch, Terminal terminal) throws InterruptedException {
        JsonNode counts;
        try (ScanDisplay display = terminal.display()) {
            while (true) {
                JsonNode answer = gateway.batch(batch);
                counts = answer.path("counts");
                display.show(asDocument(answer));
                if (answer.path("status").asText().equals("completed")) {
                    break;
                }
                TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
            }
        }
        terminal.out().println(words(counts));
        if (counts.path("errors").asInt() > 0) {
            return ExitCode.ERROR;
        }
        return counts.path("canceled").asInt() > 0 ? ExitCode.CANCELED : ExitCode.COMPLETED;
    }

    /** As a display wants it: the batch as if it were one long scan. */
    private static JsonNode asDocument(JsonNode answer) {
        JsonNode counts = answer.path("counts");
        return JsonNodeFactory.instance
                .objectNode()
                .put("status", answer.path("status").asText())
                .put(
                        "progress",
                        100.0
                                * counts.path("processed").asInt()
                                / Math.max(1, counts.path("total").asInt()))
                .put("message", words(counts));
    }

    /** The counts, to be read. */
    static String words(JsonNode counts) {
        return counts.path("processed").asInt() + "/" + counts.path("total").asInt() + " scans: "
                + counts.path("success").asInt() + " completed, "
                + counts.path("errors").asInt() + " failed, "
                + counts.path("canceled").asInt() + " canceled";
    }
}
