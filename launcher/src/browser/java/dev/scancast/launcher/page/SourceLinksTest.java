package dev.scancast.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where places in scanned code link to, whatever a report says. */
class SourceLinksTest extends StageTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private static final String LINK =
            """
            async ([source, path, line]) => {
              const { sourceLinks } = await import('/assets/source-links.js');
              return sourceLinks(source)(path, line);
            }
            """;

    private static Window window;

    @BeforeAll
    static void start() {
        window = chromium.open();
        window.page().navigate(stage.home() + "assets/favicon.svg");
    }

    @ParameterizedTest
    @CsvSource({
        "https://github.com/org/shop.git,        https://github.com/org/shop/blob/COMMIT/src/A.java#L7",
        "https://github.com/org/shop,            https://github.com/org/shop/blob/COMMIT/src/A.java#L7",
        "https://github.example.org/org/shop/,   https://github.example.org/org/shop/blob/COMMIT/src/A.java#L7",
        "https://gitlab.com/group/sub/shop.git,  https://gitlab.com/group/sub/shop/-/blob/COMMIT/src/A.java#L7",
        "https://gitlab.example.org:8443/a/b,    https://gitlab.example.org:8443/a/b/-/blob/COMMIT/src/A.java#L7",
        "https://bitbucket.org/org/shop.git,     https://bitbucket.org/org/shop/src/COMMIT/src/A.java#lines-7",
        "https://codeberg.org/org/shop.git,      https://codeberg.org/org/shop/src/commit/COMMIT/src/A.java#L7"
    })
    void placeIsLinkedAtTheCommitThatWasScanned(String url, String link) {
        assertThat(link(source(url, COMMIT), "'src/A.java'", "7")).isEqualTo(link.replace("COMMIT", COMMIT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)//github.com/a/b",
                "http://github.com/a/b",
                "ftp://github.com/a/b",
                "data:text/html,github.com",
                "https://user:secret@github.com/a/b",
                "https://github.com.evil.example.test/a/b",
                "https://evil.example/github.com/a/b",
                "https://git.example.org/a/b",
                "//github.com/a/b",
                "github.com",
                ""
            })
    void otherAddressesAreNotLinked(String url) {
        assertThat(link(source(url, COMMIT), "'src/A.java'", "7")).isNull();
    }

    @Test
    void whatIsNoCommitOrNoPathInARepositoryIsNotLinked() {
        for (String commit : List.of("", "main", COMMIT + "/../..", COMMIT.toUpperCase(Locale.ROOT) + "z")) {
            assertThat(link(source("https://github.com/a/b", commit), "'a'", "1")).isNull();
        }
        for (String path : List.of("''", "'/etc/passwd'", "'a/../../b'", "'..'", "'a//b'", "'\\ud800'", "null", "7", "['a']")) {
            assertThat(link(source("https://github.com/a/b", COMMIT), path, "1")).as(path).isNull();
        }
        for (String source : List.of("null", "7", "'https://github.com/a/b'", "{url: {}, commit: []}")) {
            assertThat(link(source, "'a'", "1")).as(source).isNull();
        }
        assertThat(link(source("https://github.com/a/b", COMMIT), "'" + "a".repeat(3000) + "'", "1")).isNull();
    }

    @Test
    void pathStaysAPath() {
        String files = "https://github.com/a/b/blob/" + COMMIT + "/";
        String source = source("https://github.com/a/b", COMMIT);

        assertThat(link(source, "'a b/c#d?e=f&g%2e/\\u05e9\\u202e\\\\<img src=x>\"'", "1"))
                .isEqualTo(files + "a%20b/c%23d%3Fe%3Df%26g%252e/%D7%A9%E2%80%AE%5C%3Cimg%20src%3Dx%3E%22#L1");
        assertThat(link(source, "'javascript:alert(1)'", "1")).isEqualTo(files + "javascript%3Aalert(1)#L1");
        for (String line : Arrays.asList("0", "-1", "1.5", "'7'", "null", "NaN")) {
            assertThat(link(source, "'a.c'", line)).as(line).isEqualTo(files + "a.c");
        }
    }

    private static String source(String url, String commit) {
        return "{url: '" + url + "', commit: '" + commit + "'}";
    }

    private static Object link(String source, String path, String line) {
        return window.page().evaluate("(" + LINK + ")([" + source + ", " + path + ", " + line + "])");
    }
}
