package dev.scancast.gateway.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.scancast.contract.document.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A stored report as a SARIF 2.1.0 log: a run for each analyzer, with what the report holds of its findings. The report
 * is read as a stream, once and then once for each analyzer, so that memory doesn't grow with it. Confined to a thread.
 */
final class SarifExport {

    /** A log is no larger, gzipped; where findings are left out for it, their run says so. */
    static final int MAX_BYTES = 8 << 20;

    /** What is still to be written, and what the compressor holds back, when no more findings are. */
    private static final int RESERVE = 256 * 1024;

    /** Reads one value of many: what follows it is no mistake. */
    private static final ObjectReader VALUES =
            Json.mapper().readerFor(JsonNode.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
    private static final String BASE = "SRCROOT";

    private final byte[] report;
    private final int maxBytes;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private String repository = "";
    private final List<JsonNode> analyzers = new ArrayList<>();
    private JsonNode rules = MissingNode.getInstance();

    private SarifExport(byte[] report, int maxBytes) {
        this.report = report;
        this.maxBytes = maxBytes;
    }

    /**
     * The log.
     *
     * @param report as it is stored: gzipped JSON
     * @return gzipped JSON
     * @throws IOException if it is no report
     */
    static byte[] of(byte[] report) throws IOException {
        return of(report, MAX_BYTES - RESERVE);
    }

    /** @param maxBytes no more findings are written when there are so many gzipped bytes */
    static byte[] of(byte[] report, int maxBytes) throws IOException {
        SarifExport export = new SarifExport(report, maxBytes);
        export.readHead();
        try (OutputStream zipped = new GZIPOutputStream(export.bytes);
                JsonGenerator out = Json.mapper().getFactory().createGenerator(zipped)) {
            export.writeLog(out);
        }
        return export.bytes.toByteArray();
    }

    private JsonParser open() throws IOException {
        return Json.mapper()
                .getFactory()
                .createParser(new BufferedInputStream(new GZIPInputStream(new ByteArrayInputStream(report)), 1 << 16));
    }

    private void readHead() throws IOException {
        try (JsonParser in = open()) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("a report must be an object");
            }
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String field = in.currentName();
                in.nextToken();
                switch (field) {
                    case "repository" -> repository = in.getText();
                    case "analyzers" -> value(in).forEach(analyzers::add);
                    case "rules" -> rules = value(in);
                    default -> in.skipChildren();
                }
            }
        }
    }

    private static JsonNode value(JsonParser in) throws IOException {
        return VALUES.readValue(in);
    }

    private void writeLog(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("$schema", SCHEMA);
        out.writeStringField("version", "2.1.0");
        out.writeArrayFieldStart("runs");
        for (JsonNode analyzer : analyzers) {
            writeRun(out, analyzer);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private void writeRun(JsonGenerator out, JsonNode analyzer) throws IOException {
        String name = analyzer.path("name").asText();
        out.writeStartObject();
        writeTool(out, name, analyzer.path("version").asText());
        writeInvocation(out, analyzer.path("error"));
        out.writeStringField("columnKind", "utf16CodeUnits");
        out.writeArrayFieldStart("results");
        long kept = writeResults(out, name);
        out.writeEndArray();
        out.writeObjectFieldStart("properties");
        out.writeStringField("repository", repository);
        out.writeNumberField("findings", analyzer.path("findings").asLong());
        out.writeNumberField("kept", kept);
        out.writeEndObject();
        out.writeEndObject();
    }

    private void writeTool(JsonGenerator out, String name, String version) throws IOException {
        out.writeObjectFieldStart("tool");
        out.writeObjectFieldStart("driver");
        out.writeStringField("name", name);
        if (!version.isEmpty()) {
            out.writeStringField("version", version);
        }
        out.writeArrayFieldStart("rules");
        for (String rule : rulesOf(name)) {
            out.writeStartObject();
            out.writeStringField("id", rule);
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
        out.writeEndObject();
    }

    /** Each once: the report tells a rule apart by severity too. */
    private Set<String> rulesOf(String analyzer) {
        Set<String> ids = new LinkedHashSet<>();
        for (JsonNode rule : rules) {
            if (rule.path("analyzer").asText().equals(analyzer)) {
                ids.add(rule.path("rule").asText());
            }
        }
        return ids;
    }

    private static void writeInvocation(JsonGenerator out, JsonNode error) throws IOException {
        out.writeArrayFieldStart("invocations");
        out.writeStartObject();
        out.writeBooleanField("executionSuccessful", error.isMissingNode());
        if (!error.isMissingNode()) {
            out.writeArrayFieldStart("toolExecutionNotifications");
            out.writeStartObject();
            out.writeStringField("level", "error");
            writeMessage(out, error.asText());
            out.writeEndObject();
            out.writeEndArray();
        }
        out.writeEndObject();
        out.writeEndArray();
    }

    private long writeResults(JsonGenerator out, String analyzer) throws IOException {
        long kept = 0;
        try (JsonParser in = open()) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                boolean isFindings = in.currentName().equals("findings");
                if (in.nextToken() != JsonToken.START_ARRAY || !isFindings) {
                    in.skipChildren();
                    continue;
                }
                while (in.nextToken() == JsonToken.START_OBJECT) {
                    JsonNode finding = value(in);
                    if (bytes.size() < maxBytes
                            && finding.path("analyzer").asText().equals(analyzer)) {
                        writeResult(out, finding);
                        kept++;
                    }
                }
            }
        }
        return kept;
    }

    private static void writeResult(JsonGenerator out, JsonNode finding) throws IOException {
        out.writeStartObject();
        out.writeStringField("ruleId", finding.path("rule").asText());
        out.writeStringField("level", finding.path("severity").asText());
        if (finding.path("severity").asText().equals("none")) {
            out.writeStringField("kind", "informational"); // a problem must have a level
        }
        writeMessage(out, finding.path("message").asText());
        if (finding.has("path")) {
            writeLocation(out, finding);
        }
        out.writeObjectFieldStart("partialFingerprints");
        out.writeStringField("scancast/v1", finding.path("fingerprint").asText());
        out.writeEndObject();
        out.writeEndObject();
    }

    private static void writeLocation(JsonGenerator out, JsonNode finding) throws IOException {
        out.writeArrayFieldStart("locations");
        out.writeStartObject();
        out.writeObjectFieldStart("physicalLocation");
        out.writeObjectFieldStart("artifactLocation");
        out.writeStringField("uri", uri(finding.path("path").asText()));
        out.writeStringField("uriBaseId", BASE);
        out.writeEndObject();
        if (finding.has("line")) {
            out.writeObjectFieldStart("region");
            out.writeNumberField("startLine", finding.path("line").asInt());
            out.writeEndObject();
        }
        out.writeEndObject();
        out.writeEndObject();
        out.writeEndArray();
    }

    private static void writeMessage(JsonGenerator out, String text) throws IOException {
        out.writeObjectFieldStart("message");
        out.writeStringField("text", text);
        out.writeEndObject();
    }

    /** The path as a relative URI: all but letters, digits and {@code - . _ ~ /} is escaped. */
    static String uri(String path) {
        StringBuilder uri = new StringBuilder(path.length() + 16);
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~/".indexOf(c) >= 0)) {
                uri.append(c);
            } else {
                uri.append(String.format("%%%02X", (int) c));
            }
        }
        return uri.toString();
    }
}
