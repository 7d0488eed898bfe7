package dev.scancast.scanner.engine;

import dev.scancast.contract.document.Json;
import dev.scancast.scanner.TestTree;
import dev.scancast.scanner.report.ScanReport;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The engine in a JVM of its own: for other locales, rights and heaps than the test's. */
final class EngineProbe {
    private static final String MARK = "report=";

    private EngineProbe() {}

    /** Scans the directory named first, with the file size limit named second, and writes the report. */
    public static void main(String[] arguments) {
        RecordedScan scan = new RecordedScan().limits(new ScanLimits(2, Long.parseLong(arguments[1]), 1_000_000));
        ScanReport report = scan.keepNoEvents().run(Path.of(arguments[0]).toAbsolutePath());
        byte[] line =
                (MARK + new String(Json.write(report), StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(line, 0, line.length);
        System.out.flush();
    }

    /**
     * Runs it.
     *
     * @param prefix what to run Java with, such as {@code setpriv}
     */
    static ScanReport run(
            Path root, long maxFileBytes, Map<String, String> environment, List<String> prefix, String... javaOptions)
            throws Exception {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(javaOptions));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), EngineProbe.class.getName()));
        command.addAll(List.of(root.toString(), Long.toString(maxFileBytes)));
        String output = TestTree.run(new File("").getAbsoluteFile().toPath(), environment, command);
        String json = output.lines()
                .filter(line -> line.startsWith(MARK))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no report in: " + output));
        return Json.read(json.substring(MARK.length()).getBytes(StandardCharsets.UTF_8), ScanReport.class);
    }
}
