package dev.scancast.gateway.group;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.scancast.contract.document.WireDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A document's fields as they stand in a group's entry: each value as the JSON text that its publisher wrote, so that a
 * foreign number keeps its digits and two values are the same exactly if their texts are. A field that is null is none.
 */
final class EntryFields {

    /** What only tells the order of documents, or what only who watches this very scan wants to see ten times a second. */
    private static final Set<String> LEFT_OUT = Set.of(
            "scan_id", "epoch", "seq", "updated_at", "current_file", "steps", "eta_low_seconds", "eta_high_seconds");

    /** Documents were checked when they came; here nothing is to be refused any more. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(WireDocument.MAX_BYTES)
                    .maxNameLength(WireDocument.MAX_BYTES)
                    .maxStringLength(WireDocument.MAX_BYTES)
                    .build())
            .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
            .build();

    private EntryFields() {}

    /** By name, in the document's order; the caller may add to them. */
    static Map<String, String> of(WireDocument document) {
        String text = new String(document.bytes(), StandardCharsets.UTF_8);
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonToken start = parser.nextToken();
            while (start != null && parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                int from = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                parser.finishToken();
                int to = (int) parser.currentLocation().getCharOffset();
                if (value == JsonToken.VALUE_NULL) {
                    fields.remove(name); // of a field that stands twice the last counts
                } else if (!LEFT_OUT.contains(name)) {
                    fields.put(name, text.substring(from, to));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a document that was read before can't be read", e);
        }
        return fields;
    }
}
