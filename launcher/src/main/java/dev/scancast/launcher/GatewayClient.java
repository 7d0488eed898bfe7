package dev.scancast.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A gateway's REST API, as the commands use it. Thread-safe. */
final class GatewayClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String API = "/api/v1/scanner";
    private static final int NOT_AUTHENTICATED = 401;

    /** The environment variable that holds the user's token; not a setting, since it is nobody else's. */
    static final String TOKEN_VARIABLE = "SCANCAST_TOKEN";

    private final URI gateway;
    private final @Nullable String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    /**
     * A client of a gateway.
     *
     * @param gateway without a slash at its end
     * @param token what the user is known by; null or empty for none
     * @throws CommandFailedException if the token could be none
     */
    GatewayClient(URI gateway, @Nullable String token) {
        this.gateway = gateway;
        this.token = token == null || token.isBlank() ? null : token.strip();
        if (this.token != null && this.token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new CommandFailedException(
                    ExitCode.USAGE, TOKEN_VARIABLE + " must hold a token as it was issued, without spaces or breaks");
        }
    }

    /**
     * What it answered, whatever the status.
     *
     * @param body null for an answer that is no JSON
     */
    private record Answer(int status, JsonNode body) {
        boolean isGood() {
            return status / 100 == 2;
        }
    }

    /** Starts a scan and tells its id. */
    ScanId submit(ScanRequest request) {
        Answer answer = send(to("/scan")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.write(request))));
        return new ScanId(good(answer).path("scan_id").asText());
    }

    /**
     * Starts a scan for each request, as one batch, and tells the batch's id.
     *
     * @param requests all with the same file types and patterns
     * @param id null for a new one
     * @param concurrency how many at the same time; null for what the gateway allows
     */
    String submitAll(List<ScanRequest> requests, @Nullable String id, @Nullable Integer concurrency) {
        ObjectNode body = Json.mapper().createObjectNode();
        if (id != null) {
            body.put("batch_id", id);
        }
        if (concurrency != null) {
            body.put("concurrency", concurrency);
        }
        ArrayNode repositories = body.putArray("repositories");
        for (ScanRequest request : requests) {
            ObjectNode shared = Json.mapper().valueToTree(request);
            ObjectNode repository = repositories.addObject();
            for (String field : List.of("repository_path", "repository_url", "ref")) {
                if (shared.has(field)) {
                    repository.set(field, shared.remove(field));
                }
            }
            body.setAll(shared);
        }
        Answer answer = send(to("/batch")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.write(body))));
        return good(answer).path("batch_id").asText();
    }

    /** How far a batch is. */
    JsonNode batch(String id) {
        return good(send(to("/batch/" + id).GET()));
    }

    /** Asks for all of a batch to be stopped; how far it is then. */
    JsonNode cancelBatch(String id) {
        return good(send(to("/batch/" + id).DELETE()));
    }

    /** The newest scans' documents, newest first. */
    JsonNode scans() {
        return good(send(to("/scans?limit=100").GET())).path("scans");
    }

    /** Asks for a scan to be stopped; its document as it stands then. */
    JsonNode cancel(ScanId scan) {
        return good(send(to("/scan/" + scan).DELETE()));
    }

    /** The roots of all workers. */
    JsonNode environment() {
        return good(send(to("/environment").GET()));
    }

    /** Whether it is ready for clients. */
    boolean isReady() {
        return send(HttpRequest.newBuilder(URI.create(gateway + "/health/ready"))
                        .GET())
                .isGood();
    }

    /** The page on which people watch the scan. */
    URI page(ScanId scan) {
        return URI.create(gateway + "/scan/" + scan);
    }

    URI gateway() {
        return gateway;
    }

    /** The error for a gateway that wants to know who asks. */
    String notAuthenticated() {
        return token == null
                ? "the gateway at " + gateway + " wants a token: set " + TOKEN_VARIABLE
                : "the gateway at " + gateway + " doesn't take the token in " + TOKEN_VARIABLE
                        + ": it has expired, or is not meant for it";
    }

    /** The error for a gateway that doesn't answer. */
    CommandFailedException unreachable(Throwable cause) {
        return new CommandFailedException(
                ExitCode.UNREACHABLE,
                "there is no gateway at " + gateway + ": start one with ./scancast up, or say where with --gateway-url",
                cause);
    }

    /** The header by which the user is known; null for none. */
    @Nullable
    String authorization() {
        return token == null ? null : "Bearer " + token;
    }

    private HttpRequest.Builder to(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway + API + path));
        String authorization = authorization();
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), parse(response.body()));
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException(ExitCode.UNREACHABLE, "interrupted", e);
        }
    }

    private static JsonNode parse(byte[] body) {
        try {
            return Json.mapper().readTree(body);
        } catch (IOException e) {
            return JsonNodeFactory.instance.missingNode(); // a proxy's page, say: the status tells enough
        }
    }

    private JsonNode good(Answer answer) {
        if (answer.isGood()) {
            return answer.body();
        }
        String detail = answer.body()
                .path("detail")
                .asText("the gateway at " + gateway + " answered with status " + answer.status());
        if (answer.status() == NOT_AUTHENTICATED) {
            throw new CommandFailedException(ExitCode.USAGE, notAuthenticated());
        }
        throw new CommandFailedException(
                answer.status() >= 500 ? ExitCode.UNREACHABLE : ExitCode.USAGE, DocumentText.printable(detail));
    }
}
