package dev.scancast.contract.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestRulesTest {
    private static final List<String> NONE = List.of();

    @Test
    void whatGatewaysTakeHasNoFault() {
        assertThat(RequestRules.fault(ScanRequest.ofPath("/r"))).isEmpty();
        assertThat(RequestRules.fault(new ScanRequest(
                        null,
                        "https://example.org/r.git",
                        "v1",
                        List.of(".java", ".d.ts"),
                        List.of("!build"),
                        List.of("structure"))))
                .isEmpty();
    }

    @Test
    void thereIsOneSource() {
        assertThat(RequestRules.fault(request(null, NONE, NONE, NONE))).hasValueSatisfying(whatIsSaid("exactly one"));
        assertThat(RequestRules.fault(new ScanRequest("/r", "https://example.org", null, NONE, NONE, NONE)))
                .hasValueSatisfying(whatIsSaid("exactly one"));
    }

    @Test
    void eachFaultNamesItsField() {
        assertThat(RequestRules.fault(request("/r\n", NONE, NONE, NONE)))
                .hasValueSatisfying(whatIsSaid("repository_path"));
        assertThat(RequestRules.fault(request("/r", List.of("java"), NONE, NONE)))
                .hasValueSatisfying(whatIsSaid("file_types"));
        assertThat(RequestRules.fault(request("/r", Collections.nCopies(101, ".java"), NONE, NONE)))
                .hasValueSatisfying(whatIsSaid("file_types may hold 100"));
        assertThat(RequestRules.fault(request("/r", NONE, List.of("a".repeat(257)), NONE)))
                .hasValueSatisfying(whatIsSaid("exclude_patterns"));
        assertThat(RequestRules.fault(request("/r", NONE, NONE, List.of("../structure"))))
                .hasValueSatisfying(whatIsSaid("analyzers"));
    }

    private static java.util.function.Consumer<String> whatIsSaid(String words) {
        return fault -> assertThat(fault).contains(words);
    }

    private static ScanRequest request(
            @Nullable String path, List<String> types, List<String> patterns, List<String> analyzers) {
        return new ScanRequest(path, null, null, types, patterns, analyzers);
    }
}
