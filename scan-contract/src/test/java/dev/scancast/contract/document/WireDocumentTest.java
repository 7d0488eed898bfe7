package dev.scancast.contract.document;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.scancast.contract.document.DocumentRejectedException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireDocumentTest {
    private static final ScanId SCAN = new ScanId("s1");

    @Test
    void ourOwnDocumentsTellTheirPlace() throws Exception {
        WireDocument document = parse("{\"scan_id\":\"s1\",\"epoch\":5,\"seq\":7,\"status\":\"scanning\"}");
        assertThat(document.version()).isEqualTo(new DocumentVersion(5, 7));
        assertThat(document.isTerminal()).isFalse();
    }

    @Test
    void bytesAreKeptAsTheyCame() throws Exception {
        byte[] bytes = " {\r\n \"a\" : 1.50e3,\t\"a\":2, \"ü\": \"\\u00fc\" } ".getBytes(UTF_8);
        assertThat(WireDocument.parse(SCAN, bytes).bytes()).isSameAs(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "finished,COMPLETED",
        "Completed,COMPLETED",
        "FAILED,ERROR",
        "aborted,ERROR",
        "error,ERROR",
        "cancelled,CANCELED",
        "Canceled,CANCELED"
    })
    void foreignTerminalWordsEndAScan(String word, ScanStatus end) throws Exception {
        assertThat(parse("{\"status\":\"" + word + "\"}").terminal()).isEqualTo(end);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"status\":\"running\"}", "{\"status\":3}", "{\"status\":{\"a\":\"completed\"}}", "{}"})
    void anythingElseEndsNothing(String json) throws Exception {
        assertThat(parse(json).isTerminal()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"seq\":1.5,\"epoch\":1}",
                "{\"seq\":\"1\",\"epoch\":1}",
                "{\"seq\":-1,\"epoch\":1}",
                "{\"seq\":99999999999999999999,\"epoch\":1}",
                "{\"seq\":{\"seq\":1},\"epoch\":1}"
            })
    void aSeqThatIsNoCountOrdersNothing(String json) throws Exception {
        assertThat(parse(json).isVersioned()).isFalse();
    }

    @Test
    void aFieldInsideAnotherIsNotTheDocumentsOwn() throws Exception {
        WireDocument document = parse("{\"result\":{\"status\":\"completed\",\"seq\":9,\"scan_id\":\"x\"},\"seq\":1}");
        assertThat(document.isTerminal()).isFalse();
        assertThat(document.seq()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "{", "{}{}", "{} x", "nonsense", "{\"a\":01}", "{'a':1}", "{\"a\":\"\u0000\"}"})
    void whatIsNoJsonIsRejected(String json) {
        assertThat(rejection(json.getBytes(UTF_8))).isEqualTo(Reason.NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"text\"", "null", "true", "[{\"a\":1}]"})
    void whatIsNoObjectIsRejected(String json) {
        assertThat(rejection(json.getBytes(UTF_8))).isEqualTo(Reason.NOT_AN_OBJECT);
    }

    @Test
    void whatBrowsersCouldNotReadIsRejected() {
        assertThat(rejection("{}".getBytes(UTF_16BE))).isEqualTo(Reason.NOT_JSON);
        assertThat(rejection("\ufeff{}".getBytes(UTF_8))).isEqualTo(Reason.NOT_JSON);
        assertThat(rejection(new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'}))
                .isEqualTo(Reason.NOT_UTF8);
        assertThat(rejection(new byte[] {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ':', '1', '}'}))
                .isEqualTo(Reason.NOT_UTF8);
    }

    @Test
    void depthAndSizeHaveTheirLimits() throws Exception {
        assertThat(parse("{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}")).isNotNull();
        assertThat(rejection(("{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}").getBytes(UTF_8)))
                .isEqualTo(Reason.TOO_DEEP);
        String frame = "{\"a\":\"\"}";
        String largest = "x".repeat(WireDocument.MAX_BYTES - frame.length());
        assertThat(parse("{\"a\":\"" + largest + "\"}")).isNotNull();
        assertThat(rejection(("{\"a\":\"x" + largest + "\"}").getBytes(UTF_8))).isEqualTo(Reason.TOO_LARGE);
        assertThat(parse("{\"a\":" + "1".repeat(60_000) + "}")).isNotNull();
    }

    @Test
    void anotherScansDocumentIsRejected() {
        assertThat(rejection("{\"scan_id\":\"s2\"}".getBytes(UTF_8))).isEqualTo(Reason.OTHER_SCAN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"notice", "pong", "snapshot", "update"})
    void whatOnlyAGatewaySaysIsRejected(String type) {
        assertThat(rejection(("{\"type\":\"" + type + "\"}").getBytes(UTF_8))).isEqualTo(Reason.RESERVED_TYPE);
    }

    private static WireDocument parse(String json) throws DocumentRejectedException {
        return WireDocument.parse(SCAN, json.getBytes(UTF_8));
    }

    private static Reason rejection(byte[] bytes) {
        return catchThrowableOfType(DocumentRejectedException.class, () -> WireDocument.parse(SCAN, bytes))
                .reason();
    }
}
