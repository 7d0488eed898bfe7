package dev.scancast.gateway.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.DocumentRejectedException;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.WireDocument;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntryFieldsTest {

    @Test
    void valuesAreTheTextThatWasWritten() throws Exception {
        Map<String, String> fields = fields(
                " { \"a\" : 1.000 , \"b\":-1e400,\"c\":\"x\\u00e9\\\" \",\"d\": {\"e\" : [1, {}]} ,"
                        + "\"f\":[],\"g\":true,\"h\":false,\"i\":12345678901234567890123, \"\":\"\",\"ä\\n\":\"ö\",\"z\":0}\n");
        assertThat(fields)
                .containsOnly(
                        Map.entry("a", "1.000"),
                        Map.entry("b", "-1e400"),
                        Map.entry("c", "\"x\\u00e9\\\" \""),
                        Map.entry("d", "{\"e\" : [1, {}]}"),
                        Map.entry("f", "[]"),
                        Map.entry("g", "true"),
                        Map.entry("h", "false"),
                        Map.entry("i", "12345678901234567890123"),
                        Map.entry("", "\"\""),
                        Map.entry("ä\n", "\"ö\""),
                        Map.entry("z", "0"));
    }

    @Test
    void aFieldThatIsNullIsNone() throws Exception {
        assertThat(fields("{\"a\":null,\"b\":1,\"b\":null,\"c\":null,\"c\":2}")).containsOnly(Map.entry("c", "2"));
    }

    @Test
    void whatOrdersDocumentsAndWhatIsDetailIsLeftOut() throws Exception {
        assertThat(
                        fields(
                                "{\"scan_id\":\"s\",\"epoch\":1,\"seq\":2,\"status\":\"scanning\",\"steps\":[],\"current_file\":\"f\"}"))
                .containsOnly(Map.entry("status", "\"scanning\""));
    }

    private static Map<String, String> fields(String document) throws DocumentRejectedException {
        return EntryFields.of(WireDocument.parse(new ScanId("s"), document.getBytes(UTF_8)));
    }
}
