package dev.scancast.scanner.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.scancast.contract.settings.Settings;
import dev.scancast.contract.source.GitScheme;
import dev.scancast.contract.source.GitUrlRule;
import dev.scancast.contract.source.SourceRefusedException;
import dev.scancast.scanner.engine.ScanFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What no worker may be talked into. Each answer is noted in {@code target/hostile-urls.txt}. */
class HostileUrlsTest {
    private static final List<String> ANSWERS = new ArrayList<>();

    /** Nothing is changed there: one serves all. */
    @TempDir
    private static Path directory;

    private static CloneStage stage;

    @BeforeAll
    static void open() throws IOException {
        stage = new CloneStage(directory);
        stage.dns.clear();
        stage.dns.putAll(Map.of(
                "ten.example.org", List.of("10.1.2.3"),
                "metadata.example.org", List.of("169.254.169.254"),
                "loop.example.org", List.of("127.0.0.1"),
                "mapped.example.org", List.of("::ffff:192.168.0.1"),
                "unique.example.org", List.of("fd00::1"),
                "carrier.example.org", List.of("100.64.0.1"),
                "nat64.example.org", List.of("64:ff9b::a00:1"),
                "mixed.example.org", List.of("93.184.216.34", "10.0.0.1"),
                "git", List.of("172.16.0.9")));
    }

    @AfterAll
    static void close() throws IOException {
        stage.close();
        Files.write(
                Path.of("target", "hostile-urls.txt"), ANSWERS.stream().sorted().toList());
    }

    static List<String> urls() {
        return List.of(
                // other schemes, and what is an option or a command to some git
                "file:///etc",
                "/etc/passwd",
                "../../etc",
                "ext::sh -c 'touch /tmp/owned'",
                "git://github.com/a/b.git",
                "ssh://git@github.com/a/b.git",
                "git@github.com:a/b.git",
                "http://github.com/a/b.git",
                "ftp://github.com/a/b.git",
                "s3://bucket/a",
                "--upload-pack=touch /tmp/owned",
                "-oProxyCommand=touch",
                "https:/github.com/a",
                "https:github.com/a",
                "https://",
                "https:///etc/passwd",
                "https://github.com",
                "https://github.com/",
                // addresses that are not public, in every spelling
                "https://127.0.0.1/a.git",
                "https://127.1/a.git",
                "https://2130706433/a.git",
                "https://0x7f.1/a.git",
                "https://0x7f000001/a.git",
                "https://0177.0.0.1/a.git",
                "https://127.0.0.1./a.git",
                "https://0.0.0.0/a.git",
                "https://0/a.git",
                "https://10.0.0.1/a.git",
                "https://172.31.255.255/a.git",
                "https://192.168.1.1/a.git",
                "https://169.254.169.254/latest/meta-data",
                "https://100.64.0.1/a.git",
                "https://198.18.0.1/a.git",
                "https://224.0.0.1/a.git",
                "https://255.255.255.255/a.git",
                "https://[::1]/a.git",
                "https://[::]/a.git",
                "https://[::ffff:127.0.0.1]/a.git",
                "https://[::ffff:7f00:1]/a.git",
                "https://[::127.0.0.1]/a.git",
                "https://[64:ff9b::7f00:1]/a.git",
                "https://[2002:7f00:1::]/a.git",
                "https://[fe80::1]/a.git",
                "https://[fe80::1%25eth0]/a.git",
                "https://[fd00::1]/a.git",
                "https://[fec0::1]/a.git",
                "https://[ff02::1]/a.git",
                "https://[2001:db8::1]/a.git",
                "https://localhost/a.git",
                "https://LOCALHOST/a.git",
                "https://localhost./a.git",
                "https://git.localhost/a.git",
                "https://localhost.localdomain/a.git",
                // names that have such addresses
                "https://ten.example.org/a.git",
                "https://metadata.example.org/a.git",
                "https://loop.example.org/a.git",
                "https://mapped.example.org/a.git",
                "https://unique.example.org/a.git",
                "https://carrier.example.org/a.git",
                "https://nat64.example.org/a.git",
                "https://mixed.example.org/a.git",
                "https://git/a.git",
                // secrets
                "https://user:s3cret@github.com/a/b.git",
                "https://s3cret@github.com/a/b.git",
                "https://github.com:s3cret@127.0.0.1/a.git",
                "https://github.com/a/b.git?token=s3cret",
                "https://github.com/a/b.git#s3cret",
                // what two programs read differently
                "https://github.com\\@127.0.0.1/a.git",
                "https://github.com\t/a.git",
                "https://github.com/a\n.git",
                "https://github.com/a\u0000.git",
                "https://git hub.com/a.git",
                "https://127\u30020\u30020\u30021/a.git",
                "https://\u2460\u2461\u2466.0.0.1/a.git",
                "https://g\u0456thub.com/a.git",
                "https://github.com\u202e/a.git",
                "https://-github.com/a.git",
                "https://git_hub.com/a.git",
                "https://git..hub/a.git",
                "https://*.github.com/a.git",
                "https://github.com%00.example.org/a.git",
                "https://%31%32%37.0.0.1/a.git",
                "https://github.com/../../etc",
                "https://github.com/a/%2e%2e/b",
                "https://github.com/a%0d%0aHost:%20x/b",
                "https://github.com/a%00b",
                // ports
                "https://github.com:22/a.git",
                "https://github.com:0/a.git",
                "https://github.com:65536/a.git",
                "https://github.com:99999999999/a.git",
                "https://github.com:/a.git",
                "https://github.com:443:443/a.git",
                // too long
                "https://" + "a".repeat(300) + ".org/a.git",
                "https://" + "a".repeat(64) + ".org/a.git",
                "https://github.com/" + "a".repeat(3000));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("urls")
    void isRefusedBeforeAnythingIsConnectedTo(String url) {
        ScanFailedException failure = stage.failure(
                stage.worker(Map.of("clone.private-hosts", "", "clone.idle-timeout", "500ms")), url, null);
        note("url", url, failure);
        assertThat(failure.error().code()).as(url + ": " + failure.getMessage()).isEqualTo("url_not_allowed");
        assertThat(failure.getMessage()).doesNotContain("s3cret").hasSizeLessThan(400);
        assertThat(failure.getMessage().chars().allMatch(c -> c >= ' ' && c <= '~'))
                .as("plain text")
                .isTrue();
        assertThat(stage.server.requests()).isEmpty();
    }

    static List<String> refs() {
        return List.of(
                "--upload-pack=touch /tmp/owned",
                "-b",
                "",
                " ",
                "a b",
                "a..b",
                "../../x",
                "/etc/passwd",
                "main^",
                "main~1",
                "main:file",
                "refs/heads/*",
                "a\nb",
                "a\u0000b",
                "a\\b",
                "@{-1}",
                "x.lock",
                ".hidden",
                "a".repeat(300));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("refs")
    void aRefThatIsNoNameIsRefused(String ref) {
        ScanFailedException failure = stage.failure(stage.worker(Map.of()), "https://github.com/a/b.git", ref);
        note("ref", ref, failure);
        assertThat(failure.error().code()).isEqualTo("ref_not_found");
        assertThat(stage.server.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://github.com/a/b.git",
        "https://GitHub.com/a/b",
        "HTTPS://git.example.org:8443/~user/x.git",
        "https://xn--bcher-kva.example/a_b/c-d.e+f.git",
        "https://93.184.216.34/a.git",
        "https://[2606:2800:220:1:248:1893:25c8:1946]/a.git",
        "https://[64:ff9b::5db8:d822]/a.git",
        "https://git.example.org/a%20b.git"
    })
    void anOrdinaryOneIsNot(String url) {
        assertThatNoException().isThrownBy(() -> new GitUrlRule(List.of(), Set.of(GitScheme.HTTPS)).check(url));
    }

    @Test
    void aHostThatIsNamedMayBePrivate() {
        GitUrlRule rule = GitUrlRule.from(Settings.load(
                GitUrlRule.CATALOG,
                Map.of("clone.private-hosts", "git.internal:22,10.1.2.3,*.corp,localhost,[fd00::1]"),
                Map.of(),
                null));
        for (String url : List.of(
                "https://git.internal:22/a",
                "https://10.1.2.3/a",
                "https://x.corp/a",
                "https://localhost:8443/a",
                "https://[fd00:0::1]/a")) {
            assertThatNoException().as(url).isThrownBy(() -> rule.check(url));
        }
        for (String url : List.of("https://10.1.2.4/a", "https://x.corp:22/a", "https://[fd00::2]/a")) {
            assertThat(catchThrowableOfType(SourceRefusedException.class, () -> rule.check(url)))
                    .as(url)
                    .isNotNull();
        }
    }

    private static synchronized void note(String kind, String what, ScanFailedException failure) {
        String shown = what.length() > 60 ? what.substring(0, 40) + "... (" + what.length() + " characters)" : what;
        StringBuilder escaped = new StringBuilder();
        shown.chars().forEach(c -> escaped.append(c < ' ' || c > '~' ? String.format("\\u%04x", c) : "" + (char) c));
        ANSWERS.add(kind + " " + escaped + " -> " + failure.error().code() + ": " + failure.getMessage());
    }
}
