package dev.scancast.scanner.analyzer.command;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A command in a JVM with an environment of its own. */
final class EnvironmentProbe {
    private EnvironmentProbe() {}

    /** Analyzes the directory named first with the program named second, and writes what that said. */
    public static void main(String[] arguments) throws Exception {
        RecordedAnalysis analysis = new RecordedAnalysis(Path.of(arguments[0]));
        new CommandAnalyzer(new CommandSpec(
                        "probe",
                        List.of(arguments[1]),
                        List.of(),
                        Duration.ofSeconds(30),
                        1 << 20,
                        Set.of(0),
                        1,
                        1,
                        false,
                        false))
                .analyze(analysis);
        byte[] said = (String.join("\n", analysis.said()) + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(said, 0, said.length);
        System.out.flush();
    }
}
