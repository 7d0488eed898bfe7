package dev.scancast.launcher.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report as a worker stores it, of a scan that found something of everything. */
final class SampleReport {
    private SampleReport() {}

    /** @param files how many it counts */
    static Map<String, Object> of(String repository, int files) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("repository", repository);
        report.put(
                "totals",
                Map.of(
                        "files", files,
                        "nodes", 40_467,
                        "lines", Map.of("code", 351_120),
                        "bytes", 53_112_000,
                        "file_errors", 2,
                        "findings", 140));
        report.put("nodes_by_kind", Map.of("method", 24_310, "field", 9_120, "class", 5_012, "type_alias", 25));
        report.put(
                "languages",
                List.of(
                        language("Java", 300_020),
                        language("Kotlin", 28_400),
                        language("Groovy", 12_100),
                        language("XML", 4_800),
                        language("JavaScript", 2_900),
                        language("CSS", 1_400),
                        language("HTML", 900),
                        language("YAML", 400),
                        language("Shell", 200)));
        report.put(
                "largest_files",
                List.of(
                        file("spring-core/src/main/java/org/springframework/asm/MethodWriter.java", 101_220, 2_410),
                        file("spring-web/src/main/java/org/springframework/http/HttpHeaders.java", 72_904, 1_911)));
        report.put(
                "file_errors",
                List.of(Map.of("path", "docs/broken.java", "reason", "It is not UTF-8, nor any other text.")));
        report.put("findings", findings());
        return report;
    }

    private static Map<String, Object> language(String name, int lines) {
        return Map.of("language", name, "lines", Map.of("code", lines));
    }

    private static Map<String, Object> file(String path, int bytes, int lines) {
        return Map.of("path", path, "language", "Java", "bytes", bytes, "lines", lines);
    }

    private static List<Map<String, Object>> findings() {
        List<Map<String, Object>> findings = new ArrayList<>();
        for (int i = 1; i <= 140; i++) {
            findings.add(Map.of(
                    "analyzer", "flawfinder",
                    "rule", i % 3 == 0 ? "FF1001" : "FF1048",
                    "severity", i <= 5 ? "error" : i <= 60 ? "warning" : "note",
                    "message", "Finding " + i + ": this function is not sufficiently random for security-related functions.",
                    "path", "src/native/module" + i % 7 + "/Entry.c",
                    "line", 1000 - i));
        }
        return findings;
    }
}
