package dev.scancast.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Plain HTTP calls whose answer is text. Thread-safe. */
public final class HttpCalls {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private HttpCalls() {}

    /** A GET; the headers are names and values in turn. */
    public static HttpResponse<String> get(URI uri, String... headers) {
        return call("GET", uri, "", headers);
    }

    /** A POST of JSON. */
    public static HttpResponse<String> post(URI uri, String json) {
        return call("POST", uri, json, "Content-Type", "application/json");
    }

    /** A DELETE. */
    public static HttpResponse<String> delete(URI uri) {
        return call("DELETE", uri, "");
    }

    /** Any call; an empty body is none, the headers are names and values in turn. */
    public static HttpResponse<String> call(String method, URI uri, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new TestkitException(method + " " + uri + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("interrupted while calling " + uri, e);
        }
    }
}
