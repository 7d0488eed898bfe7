package dev.scancast.launcher.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scancast.testkit.Documents;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract only grows. The stored version is what has been published; after a growth it may be replaced by the new
 * one, and after a break only together with a new number in its name and in the addresses.
 */
class ContractGrowthTest {
    private static final Path CONTRACT =
            Path.of("..", "scan-contract", "src", "main", "resources", "dev", "scancast", "contract", "document");
    private static final Path REST =
            Path.of("..", "ws-gateway", "src", "main", "resources", "dev", "scancast", "gateway", "rest");

    @ParameterizedTest
    @ValueSource(strings = {"progress-document.schema.json", "openapi.json", "asyncapi.json"})
    void nothingIsTakenFromWhoeverWasWrittenForTheFirstVersion(String name) throws IOException {
        Path now = (name.startsWith("progress") ? CONTRACT : REST).resolve(name);
        assertThat(ContractGrowth.breaks(first(name), Documents.parse(Files.readString(now))))
                .as("what breaks others")
                .isEmpty();
    }

    @Test
    void anOptionalFieldMayBeAdded() throws IOException {
        assertThat(changed(schema -> ((ObjectNode) schema.path("properties"))
                        .putObject("cpu")
                        .put("type", "number")))
                .isEmpty();
        assertThat(changed(schema -> schema.put("description", "in other words")))
                .isEmpty();
    }

    @Test
    void whatWasThereStays() throws IOException {
        assertThat(changed(schema -> ((ObjectNode) schema.path("properties")).remove("eta_seconds")))
                .containsExactly("/properties/eta_seconds is gone");
        assertThat(changed(schema -> ((ObjectNode) schema.path("properties").path("seq")).put("type", "string")))
                .containsExactly("/properties/seq/type was \"integer\" and is \"string\"");
        assertThat(changed(schema -> schema.withArray("required").add("repository")))
                .hasSize(1);
        assertThat(changed(schema -> schema.withArray("required").remove(0))).hasSize(1);
        assertThat(changed(schema -> ((ObjectNode) schema.path("properties").path("message")).put("maxLength", 10)))
                .containsExactly("/properties/message/maxLength is new: 10");
        assertThat(changed(schema -> ((ObjectNode) schema.path("properties").path("status"))
                        .withArray("enum")
                        .add("paused")))
                .as("a status that nobody knows")
                .hasSize(1);
    }

    @Test
    void anAddressMayBeAddedButNotWhatOthersMustGive() throws IOException {
        String scan = "/api/v1/scanner/scan/{scan_id}";
        ObjectNode grown = (ObjectNode) first("openapi.json");
        ((ObjectNode) grown.path("paths")).putObject("/new");
        ((ObjectNode) grown.path("paths").path(scan)).putObject("put");
        ObjectNode added = ((ObjectNode) grown.path("paths").path(scan).path("get"))
                .withArray("parameters")
                .addObject();
        added.put("name", "fields");
        assertThat(ContractGrowth.breaks(first("openapi.json"), grown)).isEmpty();
        added.put("required", true);
        assertThat(ContractGrowth.breaks(first("openapi.json"), grown))
                .containsExactly("/paths/" + scan + "/get/parameters/fields must now be given");
        ((ObjectNode) grown.path("paths").path(scan)).remove("delete");
        assertThat(ContractGrowth.breaks(first("openapi.json"), grown)).contains("/paths/" + scan + "/delete is gone");
    }

    private static java.util.List<String> changed(Consumer<ObjectNode> change) throws IOException {
        ObjectNode after = (ObjectNode) first("progress-document.schema.json");
        change.accept(after);
        return ContractGrowth.breaks(first("progress-document.schema.json"), after);
    }

    static JsonNode first(String name) throws IOException {
        try (InputStream in = ContractGrowthTest.class.getResourceAsStream("/contract-1/" + name)) {
            return Documents.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
