package dev.scancast.scanner.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.scancast.contract.settings.SettingException;
import dev.scancast.scanner.engine.ScanFailedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is asked, where to, and with which credentials. */
class CloneAccessTest {
    private static final String TOKEN = "t0ken:of/the@worker";
    private static final String LOGIN =
            "Basic " + Base64.getEncoder().encodeToString(("robot:" + TOKEN).getBytes(UTF_8));

    @TempDir
    private Path directory;

    private CloneStage stage;

    @BeforeEach
    void open() throws IOException {
        stage = new CloneStage(directory);
        try (TestRepository repository = stage.repository("one.git")) {
            repository.commit("main", Map.of("A.java", "class A {}"));
        }
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void theRightCredentialsAreSentWhenTheServerAsksForThem() throws IOException {
        stage.server.answer(this::requiresLogin);
        GitClones worker = stage.worker(
                credentials("https://robot:t0ken%3Aof%2Fthe%40worker@git.example.test:" + stage.server.port()));
        try (GitClone clone = stage.clone(worker, stage.server.url("one.git"), null)) {
            assertThat(clone.directory().resolve("A.java")).hasContent("class A {}");
        }
        assertThat(stage.server.requests().get(0))
                .as("nothing before the server asks")
                .doesNotContain("credentials");
        assertThat(stage.server.requests().get(1)).contains("credentials");
    }

    @Test
    void credentialsThatAreMissingAreAskedFor() {
        stage.server.answer(this::requiresLogin);
        assertFails(Map.of(), "auth_failed", "has none for it");
    }

    @Test
    void wrongCredentialsAreTriedOnceAndNotShown() throws IOException {
        stage.server.answer(this::requiresLogin);
        ScanFailedException failure = assertFails(
                credentials("https://robot:wr0ng@git.example.test:" + stage.server.port()),
                "auth_failed",
                "refuses the worker's credentials");
        assertThat(failure.error().toString()).doesNotContain("wr0ng");
        assertThat(stage.server.requests()).hasSize(2);
    }

    @Test
    void credentialsOfOneHostAreNotForAnother() throws IOException {
        stage.server.answer(this::requiresLogin);
        assertFails(
                credentials("https://robot:t0ken@other.example.test:" + stage.server.port()),
                "auth_failed",
                "has none for it");
        assertThat(stage.server.requests()).noneMatch(request -> request.contains("credentials"));
    }

    @Test
    void aFileOfCredentialsThatIsWrongStopsTheStartWithoutShowingIt() {
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> stage.worker(credentials("# comment\nhttps://robot:s3cret@")))
                .withMessageContaining("line 2")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
    }

    @Test
    void aRedirectToAnAllowedHostIsFollowedWithoutTheCredentialsOfTheFirst() throws IOException {
        stage.server.answer((request, response) -> {
            if (request.getServerName().equals(TestAuthority.HOST)) {
                return requiresLogin(request, response)
                        || redirects(
                                request,
                                response,
                                "https://other.example.test:" + stage.server.port() + request.getRequestURI() + "?"
                                        + request.getQueryString());
            }
            return false;
        });
        GitClones worker = stage.worker(
                credentials("https://robot:t0ken%3Aof%2Fthe%40worker@git.example.test:" + stage.server.port()));
        stage.clone(worker, stage.server.url("one.git"), null).close();
        assertThat(stage.server.requests().stream().filter(request -> request.contains("credentials")))
                .as("only the first host is given them")
                .hasSize(1);
    }

    @Test
    void aRedirectToLoopbackIsRefused() {
        stage.server.answer((request, response) -> redirects(
                request, response, "https://127.0.0.1:" + stage.server.port() + request.getRequestURI() + "?x"));
        assertFails(Map.of(), "url_not_allowed", "The server redirects");
        assertThat(stage.server.requests()).as("nothing went there").hasSize(1);
    }

    @Test
    void aRedirectToANameWithAPrivateAddressIsRefused() {
        stage.dns.put("inside.example.org", List.of("10.1.2.3"));
        stage.server.answer((request, response) ->
                redirects(request, response, "https://inside.example.org" + request.getRequestURI() + "?x"));
        assertFails(Map.of(), "url_not_allowed", "inside.example.org");
    }

    @Test
    void aRedirectToPlainHttpIsRefused() {
        stage.server.answer((request, response) ->
                redirects(request, response, "http://git.example.test" + request.getRequestURI() + "?x"));
        assertFails(Map.of(), "url_not_allowed", "something else than https");
    }

    @Test
    void aCircleOfRedirectsEnds() {
        stage.server.answer((request, response) ->
                redirects(request, response, request.getRequestURI() + "?service=git-upload-pack"));
        assertFails(Map.of(), "clone_failed", "");
        assertThat(stage.server.requests().size()).isLessThan(10);
    }

    /** A name server may answer a check with one address and the connection after it with another. */
    @Test
    void aNameIsLookedUpOnceForEachConnection() {
        AtomicInteger asked = new AtomicInteger();
        GitClones worker = stage.worker(Map.of(), host -> {
            asked.incrementAndGet();
            return stage.look(host);
        });
        stage.clone(worker, stage.server.url("one.git"), null).close();
        assertThat(stage.server.requests()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(asked).hasValue(stage.server.requests().size());
    }

    @Test
    void anotherAddressIsTriedWhereTheFirstDoesNotAnswer() {
        stage.dns.put(TestAuthority.HOST, List.of("127.0.0.2", "127.0.0.1"));
        stage.clone(stage.worker(Map.of()), stage.server.url("one.git"), null).close();
        assertThat(stage.server.requests()).isNotEmpty();
    }

    private boolean requiresLogin(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (LOGIN.equals(request.getHeader("Authorization"))) {
            return false;
        }
        response.setHeader("WWW-Authenticate", "Basic realm=\"git\"");
        response.sendError(401);
        return true;
    }

    private static boolean redirects(HttpServletRequest request, HttpServletResponse response, String to)
            throws IOException {
        if (!request.getMethod().equals("GET")) {
            return false;
        }
        response.setStatus(302);
        response.setHeader("Location", to);
        return true;
    }

    private Map<String, String> credentials(String lines) throws IOException {
        Path file = directory.resolve("credentials");
        Files.writeString(file, lines + "\n");
        return Map.of("clone.credentials-file", file.toString());
    }

    private ScanFailedException assertFails(Map<String, String> settings, String code, String words) {
        ScanFailedException failure = stage.failure(stage.worker(settings), stage.server.url("one.git"), null);
        assertThat(failure.error().code()).as(failure.getMessage()).isEqualTo(code);
        assertThat(failure).hasMessageContaining(words);
        return failure;
    }
}
