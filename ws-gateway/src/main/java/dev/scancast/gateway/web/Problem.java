package dev.scancast.gateway.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.scancast.contract.document.Json;
import dev.scancast.gateway.access.AccessDeniedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.glassfish.grizzly.http.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as RFC 9457 has it: {@code application/problem+json}.
 *
 * @param type always {@code about:blank}: the code says it
 * @param title the same words for every problem of the code
 * @param status the HTTP status
 * @param detail what was wrong this time and what to do
 * @param code stable, for programs
 * @param document the scan's document as it stands, JSON, where the problem is its state; else null and left out
 */
@JsonPropertyOrder({"type", "title", "status", "detail", "code", "document"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        @JsonRawValue @Nullable String document) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /**
     * The header by which a 401 says how to do better.
     *
     * @param reason a code of {@link dev.scancast.gateway.access.AccessDeniedException.Reason}
     */
    public static Map<String, String> challenge(String reason) {
        String realm = "Bearer realm=\"scancast\"";
        boolean nothingSent = reason.equals(AccessDeniedException.Reason.NO_CREDENTIALS.code());
        return Map.of(
                "WWW-Authenticate",
                nothingSent ? realm : realm + ", error=\"invalid_token\", error_description=\"" + reason + "\"");
    }

    /** Every problem there is. */
    public enum Code {
        BAD_SCAN_ID(400, "Bad scan id"),
        BAD_BATCH_ID(400, "Bad batch id"),
        MALFORMED_BODY(400, "Malformed body"),
        UNKNOWN_FIELD(400, "Unknown field"),
        WRONG_TYPE(400, "Wrong type"),
        INVALID_VALUE(400, "Invalid value"),
        BAD_HANDSHAKE(400, "Bad handshake"),
        PATH_NOT_FOUND(400, "Path not found"),
        NOT_A_DIRECTORY(400, "Not a directory"),
        NOT_AUTHENTICATED(401, "Not authenticated"),
        FORBIDDEN(403, "Forbidden"),
        PATH_NOT_ALLOWED(403, "Path not allowed"),
        ORIGIN_NOT_ALLOWED(403, "Origin not allowed"),
        URL_NOT_ALLOWED(403, "URL not allowed"),
        SCAN_NOT_FOUND(404, "Scan not found"),
        BATCH_NOT_FOUND(404, "Batch not found"),
        PREVIOUS_NOT_FOUND(404, "Previous run not found"),
        REPORT_NOT_FOUND(404, "Report not found"),
        NOT_FOUND(404, "Not found"),
        METHOD_NOT_ALLOWED(405, "Method not allowed"),
        NOT_ACCEPTABLE(406, "Not acceptable"),
        SCAN_EXISTS(409, "Scan exists"),
        SCAN_ENDED(409, "Scan has ended"),
        BATCH_EXISTS(409, "Batch exists"),
        BATCH_ENDED(409, "Batch has ended"),
        REQUEST_TIMEOUT(408, "Request timeout"),
        BODY_TOO_LARGE(413, "Body too large"),
        HOST_NOT_ALLOWED(421, "Misdirected request"),
        UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
        NOT_SUPPORTED(422, "Not supported"),
        UPGRADE_REQUIRED(426, "Upgrade required"),
        QUEUE_FULL(429, "Queue is full"),
        TOO_MANY_CONNECTIONS(429, "Too many connections"),
        TOO_MANY_JOINS(429, "Too many joins"),
        TOO_MANY_SCANS(429, "Too many scans"),
        INTERNAL(500, "Internal error"),
        UNAVAILABLE(503, "Unavailable");

        private final int status;
        private final String title;

        Code(int status, String title) {
            this.status = status;
            this.title = title;
        }

        public int status() {
            return status;
        }

        /** A problem of this code. */
        public Problem of(String detail) {
            return of(detail, null);
        }

        /** The same with the document of the scan that it is about. */
        public Problem of(String detail, @Nullable String document) {
            return new Problem("about:blank", title, status, detail, wireName(), document);
        }

        /** As clients read it. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Answers with it. */
        public void send(Response response, String detail) throws IOException {
            byte[] body = Json.write(of(detail));
            response.setStatus(status);
            response.setContentType(MEDIA_TYPE);
            response.setContentLength(body.length);
            response.setHeader("Cache-Control", "no-store");
            response.getOutputStream().write(body);
        }

        /** The whole answer as bytes, after which the connection is closed. */
        public byte[] rawResponse(String detail) {
            return rawResponse(detail, Map.of());
        }

        /** The same with more headers. */
        public byte[] rawResponse(String detail, Map<String, String> headers) {
            byte[] body = Json.write(of(detail));
            Map<String, String> all = new TreeMap<>(Map.of("Connection", "close"));
            all.putAll(headers);
            String more = all.entrySet().stream()
                    .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
                    .collect(Collectors.joining());
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(("HTTP/1.1 " + status + " " + title + "\r\nContent-Type: " + MEDIA_TYPE
                            + "\r\nCache-Control: no-store\r\nContent-Length: " + body.length
                            + "\r\n" + more + "\r\n")
                    .getBytes(US_ASCII));
            out.writeBytes(body);
            return out.toByteArray();
        }
    }
}
