package dev.scancast.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import java.time.Instant;

/** What the benchmarks work on. */
public final class Sample {
    public static final ScanId SCAN = new ScanId("01J00000000000000000000000");

    private static final long EPOCH = 1_767_607_200_000L;
    private static final int METHODS = 200;

    private Sample() {}

    /** A document as a scan has it in its middle. */
    public static ProgressDocument document(long seq) {
        return ProgressDocument.builder(SCAN)
                .version(EPOCH, seq)
                .status(ScanStatus.SCANNING)
                .progress(41.5)
                .message("Scanning file 1200/2890")
                .repository("spring-framework")
                .currentFile("src/main/java/org/example/application/SomeController.java")
                .filesScanned(1200)
                .totalFiles(2890L)
                .nodesFound(5512)
                .eta(12.4, 9.0, 17.5)
                .updatedAt(Instant.ofEpochMilli(EPOCH))
                .build();
    }

    /** The same as bytes. */
    public static byte[] bytes(long seq) {
        return Json.write(document(seq));
    }

    /** A Java source of about 40 KB. */
    public static byte[] javaSource() {
        StringBuilder text =
                new StringBuilder("package org.example;\n\n/** One of many. */\npublic final class Some {\n");
        for (int i = 0; i < METHODS; i++) {
            text.append("    private final String field").append(i).append(" = \"a string with { in it\";\n\n");
            text.append("    /** Says it, {@code \"quoted\"}. */\n    @Override\n");
            text.append("    public <T extends Comparable<T>> int method").append(i);
            text.append("(T value, int[] more) {\n        // a comment\n        for (int k : more) {\n");
            text.append(
                    "            if (k > '\\'') {\n                return value.hashCode() + k;\n            }\n        }\n");
            text.append("        return 0;\n    }\n\n");
        }
        return text.append("}\n").toString().getBytes(UTF_8);
    }
}
