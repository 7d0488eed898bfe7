package dev.scancast.contract.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A document as it came from Redis: its bytes untouched, and the few fields that decide how it is relayed. Anybody may
 * have written it, so nothing but "a JSON object" is asked of it. Immutable; the array is shared, never changed.
 */
public final class WireDocument {

    /** A larger document is dropped. */
    public static final int MAX_BYTES = 64 * 1024;

    /** The type of a log line. */
    public static final String LOG_TYPE = "log";

    /** Types that only a gateway may say; from Redis they are dropped. */
    private static final Set<String> RESERVED_TYPES = Set.of("notice", "pong", "snapshot", "update");

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Json.MAX_DEPTH)
                    .maxNumberLength(MAX_BYTES)
                    .maxNameLength(MAX_BYTES)
                    .maxStringLength(MAX_BYTES)
                    .build())
            .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
            .build();

    private final byte[] bytes;
    private final long epoch;
    private final long seq;
    private final @Nullable String status;
    private final @Nullable ScanStatus terminal;
    private final @Nullable String type;
    private final @Nullable String updatedAt;

    private WireDocument(byte[] bytes, Header header) {
        this.bytes = bytes;
        this.epoch = header.epoch;
        this.seq = header.seq;
        this.status = header.status;
        this.terminal = header.status == null ? null : ScanStatus.terminalOf(header.status);
        this.type = header.type;
        this.updatedAt = header.updatedAt;
    }

    /**
     * Reads what came on a scan's channel or stood at its key.
     *
     * @param scan the scan whose channel or key it was
     * @param bytes kept as they are, not copied; must not be changed afterwards
     * @throws DocumentRejectedException if it can't be relayed; it says why
     */
    public static WireDocument parse(ScanId scan, byte[] bytes) throws DocumentRejectedException {
        if (bytes.length > MAX_BYTES) {
            throw DocumentRejectedException.of(DocumentRejectedException.Reason.TOO_LARGE);
        }
        requireText(bytes);
        Header header = readHeader(bytes);
        if (header.scanId != null && !header.scanId.equals(scan.value())) {
            throw DocumentRejectedException.of(DocumentRejectedException.Reason.OTHER_SCAN);
        }
        if (header.type != null && RESERVED_TYPES.contains(header.type)) {
            throw DocumentRejectedException.of(DocumentRejectedException.Reason.RESERVED_TYPE);
        }
        return new WireDocument(bytes, header);
    }

    /** The document, byte for byte as it was published. Not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /** Whether it tells its place by {@code seq}. */
    public boolean hasSeq() {
        return seq >= 0;
    }

    /** Whether it tells its place by both {@code epoch} and {@code seq}. */
    public boolean isVersioned() {
        return epoch >= 0 && seq >= 0;
    }

    /** The {@code seq}, -1 if it has none. */
    public long seq() {
        return seq;
    }

    /** Its place in the scan's order; null unless {@link #isVersioned()}. */
    public @Nullable DocumentVersion version() {
        return isVersioned() ? new DocumentVersion(epoch, seq) : null;
    }

    /** The status as it was written, whatever word that is; null if there is none. */
    public @Nullable String status() {
        return status;
    }

    /** The end that it tells, foreign words included; null for a live one. */
    public @Nullable ScanStatus terminal() {
        return terminal;
    }

    public boolean isTerminal() {
        return terminal != null;
    }

    /** When its publisher says that it was written, by the publisher's clock; null if it says no such time. */
    public @Nullable Instant updatedAt() {
        try {
            return updatedAt == null ? null : Instant.parse(updatedAt);
        } catch (DateTimeParseException e) {
            return null; // anybody may have written it
        }
    }

    /** Whether it is a log line rather than a progress document. */
    public boolean isLog() {
        return LOG_TYPE.equals(type);
    }

    /** Whether both are the same bytes. */
    public boolean sameBytes(WireDocument other) {
        return Arrays.equals(bytes, other.bytes);
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Strict UTF-8 without a byte order mark or NUL: what Jackson would silently take for another encoding. */
    private static void requireText(byte[] bytes) throws DocumentRejectedException {
        boolean ascii = true;
        for (byte b : bytes) {
            if (b <= 0) {
                if (b == 0) {
                    throw DocumentRejectedException.of(DocumentRejectedException.Reason.NOT_JSON);
                }
                ascii = false;
            }
        }
        if (ascii) {
            return;
        }
        if (bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) {
            throw DocumentRejectedException.of(DocumentRejectedException.Reason.NOT_JSON);
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw DocumentRejectedException.of(DocumentRejectedException.Reason.NOT_UTF8);
        }
    }

    private static Header readHeader(byte[] bytes) throws DocumentRejectedException {
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            JsonToken first = parser.nextToken();
            Header header = new Header();
            if (first == JsonToken.START_OBJECT) {
                header.readFields(parser);
            } else {
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                throw DocumentRejectedException.of(DocumentRejectedException.Reason.NOT_JSON);
            }
            if (first != JsonToken.START_OBJECT) {
                throw DocumentRejectedException.of(
                        first == null
                                ? DocumentRejectedException.Reason.NOT_JSON
                                : DocumentRejectedException.Reason.NOT_AN_OBJECT);
            }
            return header;
        } catch (StreamConstraintsException e) {
            throw DocumentRejectedException.of(DocumentRejectedException.Reason.TOO_DEEP);
        } catch (IOException e) {
            throw DocumentRejectedException.of(DocumentRejectedException.Reason.NOT_JSON);
        }
    }

    /** What is read of a document's top level; of a field that stands twice the last counts, as in browsers. */
    private static final class Header {
        private @Nullable String scanId;
        private long epoch = -1;
        private long seq = -1;
        private @Nullable String status;
        private @Nullable String type;
        private @Nullable String updatedAt;

        void readFields(JsonParser parser) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "scan_id" -> scanId = text(parser, value);
                    case "status" -> status = text(parser, value);
                    case "type" -> type = text(parser, value);
                    case "updated_at" -> updatedAt = text(parser, value);
                    case "epoch" -> epoch = count(parser, value);
                    case "seq" -> seq = count(parser, value);
                    default -> {}
                }
                parser.skipChildren();
            }
        }

        private static @Nullable String text(JsonParser parser, JsonToken value) throws IOException {
            return value == JsonToken.VALUE_STRING ? parser.getText() : null;
        }

        /** A whole number from 0 on that fits a long; -1 for anything else, which then doesn't order the document. */
        private static long count(JsonParser parser, JsonToken value) throws IOException {
            if (value != JsonToken.VALUE_NUMBER_INT || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                return -1;
            }
            return Math.max(-1, parser.getLongValue());
        }
    }
}
