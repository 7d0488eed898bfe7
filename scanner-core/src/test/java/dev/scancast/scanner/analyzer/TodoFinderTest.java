package dev.scancast.scanner.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The example of the documentation; AnalyzersTest finds it and AnalyzerPassesTest runs it. */
class TodoFinderTest {
    @Test
    void theDocumentationShowsTheCodeThatRuns() throws IOException {
        Path top = new File("..").getCanonicalFile().toPath();
        String source = Files.readString(
                top.resolve("scanner-core/src/test/java/dev/scancast/scanner/analyzer/TodoFinder.java"));
        String page = Files.readString(top.resolve("docs/analyzers.md"));

        String shown = page.substring(page.indexOf("```java\n") + "```java\n".length());
        assertThat(shown.substring(0, shown.indexOf("```"))).isEqualTo(source.substring(source.indexOf("/**")));
    }
}
