package dev.scancast.scanner.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The defaults and what the documentation says of them. */
class DefaultExcludesTest {

    @Test
    void theDocumentationListsThemAsTheyAre() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "docs", "scanning.md"));
        int from = lines.indexOf("```gitignore") + 1;
        int to = from + lines.subList(from, lines.size()).indexOf("```");

        assertThat(lines.subList(from, to)).isEqualTo(DefaultExcludes.PATTERNS);
    }

    @Test
    void everyOneOfThemIsTaken() {
        assertThat(IgnoreRules.parse("the defaults", DefaultExcludes.PATTERNS).getRules())
                .hasSameSizeAs(DefaultExcludes.PATTERNS);
    }
}
