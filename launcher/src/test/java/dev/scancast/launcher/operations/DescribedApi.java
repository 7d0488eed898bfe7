package dev.scancast.launcher.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.scancast.testkit.Documents;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A gateway's OpenAPI document, to hold answers against. An operation is named as {@code get /health}. */
final class DescribedApi {
    private final JsonNode document;

    DescribedApi(JsonNode document) {
        this.document = document;
    }

    /** All there are. */
    Set<String> operations() {
        return operations(responses -> true);
    }

    /** Those that may answer with that status. */
    Set<String> answeringWith(int status) {
        return operations(responses -> responses.has(Integer.toString(status)));
    }

    private Set<String> operations(Predicate<JsonNode> responses) {
        Set<String> operations = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    if (responses.test(method.getValue().path("responses"))) {
                        operations.add(method.getKey() + " " + path.getKey());
                    }
                }));
        return operations;
    }

    /** Fails unless the operation is described to answer so: the status, the media type, a body of its schema. */
    void holds(String operation, int status, String mediaType, String body) {
        String what = operation + " answered " + status + " " + mediaType + " " + body;
        JsonNode response = resolve(operation(operation).path("responses").path(Integer.toString(status)));
        assertThat(response.isMissingNode())
                .as(what + ", which isn't described")
                .isFalse();
        String type = mediaType.replaceAll(";.*", "");
        JsonNode content = response.path("content").path(type);
        assertThat(content.isMissingNode())
                .as(what + ", a type which isn't described")
                .isFalse();
        if (type.endsWith("json")) {
            assertThat(faults(document, content.path("schema"), Documents.parse(body)))
                    .as(what)
                    .isEmpty();
        }
    }

    /** Fails if what was asked is not what the operation is described to take. */
    void takes(String operation, String body) {
        JsonNode schema = operation(operation)
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema");
        if (!schema.isMissingNode()) {
            assertThat(faults(document, schema, Documents.parse(body)))
                    .as("the body of " + operation + ": " + body)
                    .isEmpty();
        }
    }

    private JsonNode operation(String name) {
        String[] words = name.split(" ", 2);
        return document.path("paths").path(words[1]).path(words[0]);
    }

    private JsonNode resolve(JsonNode maybeReference) {
        String reference = maybeReference.path("$ref").asText("");
        return reference.isEmpty() ? maybeReference : document.at(reference.substring(1));
    }

    /** What is wrong with a value by a schema within a document, whose references begin at the document's root. */
    static Set<ValidationMessage> faults(JsonNode document, JsonNode schema, JsonNode value) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document.path("components").deepCopy());
        return faults(whole, value);
    }

    static Set<ValidationMessage> faults(JsonNode schema, JsonNode value) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(schema)
                .validate(value);
    }
}
