package dev.scancast.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.settings.Settings;
import dev.scancast.gateway.Gateway;
import dev.scancast.testkit.OwnRedis;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForeignUpgradeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    /** Java's client offers h2c with its first request; Grizzly then never saw the end of the body (grizzly #2117). */
    @Test
    void aBodyThatComesWithAnOfferOfHttp2IsReadAllTheSame() throws Exception {
        try (OwnRedis redis = OwnRedis.start();
                Gateway gateway = Gateway.start(Settings.load(
                        Gateway.CATALOG, Map.of("gateway.port", "0", "redis", redis.url()), Map.of(), null))) {
            HttpClient offering =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
            HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url() + "/api/v1/scanner/scan"))
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"no_such_field\":1}"))
                    .build();

            HttpResponse<String> response = offering.send(request, BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("unknown_field");
        }
    }
}
