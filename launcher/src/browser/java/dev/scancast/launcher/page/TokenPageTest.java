package dev.scancast.launcher.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.settings.Settings;
import dev.scancast.gateway.Gateway;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page where the gateway wants to know who asks. */
class TokenPageTest extends ChromiumTest {
    private static final String SECRET = "the secret of the page's tests, long enough";

    private static OwnRedis redis;
    private static Gateway gateway;

    private Window window;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        redis = OwnRedis.start();
        Path secret = Files.writeString(directory.resolve("secret"), SECRET);
        gateway = Gateway.start(Settings.load(
                Gateway.CATALOG,
                Map.of(
                        "redis", redis.url(),
                        "gateway.port", "0",
                        "gateway.drain", "0s",
                        "auth.mode", "jwt",
                        "auth.secret-file", secret.toString(),
                        "auth.issuer", "tests",
                        "auth.audience", "scancast",
                        "auth.clock-skew", "0s"),
                Map.of(),
                null));
    }

    @AfterAll
    static void end() {
        gateway.close();
        redis.close();
    }

    @BeforeEach
    void open() {
        window = chromium.open();
    }

    @AfterEach
    void close() {
        window.close();
    }

    @Test
    void aTokenInTheFragmentIsTakenAndGone() throws JOSEException {
        String scan = submit(token("ada"));
        window.page().navigate(gateway.url() + "/scan/" + scan + "#token=" + token("ada"));
        window.awaitText("#status", "Waiting");
        assertThat(window.page()).hasURL(Pattern.compile(".*/scan/[0-9A-Z]{26}"));
        window.page().reload();
        window.awaitText("#status", "Waiting");
        window.assertNoComplaints();
    }

    @Test
    void withoutATokenTheFieldAloneShowsAndWithOneThePage() throws JOSEException {
        String scan = submit(token("ada"));
        window.page().navigate(gateway.url() + "/scan/" + scan);
        assertFieldAlone();
        window.find("#token").fill(token("ada"));
        window.page().keyboard().press("Enter");
        window.awaitText("#status", "Waiting");
        assertThat(window.find("#token-field")).hasCount(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/batch/any"})
    void noOtherPageShowsMoreThanTheField(String path) {
        window.page().navigate(gateway.url() + path);
        assertFieldAlone();
    }

    @Test
    void aTokenThatIsNotTakenIsAskedForAgain() throws JOSEException {
        String scan = submit(token("ada"));
        window.page().navigate(gateway.url() + "/scan/" + scan + "#token=rubbish");
        assertThat(window.find("#token-field")).containsText("expired");
        assertFieldAlone();
        window.find("#token").fill(token("ada"));
        window.find("#token-field button").click();
        window.awaitText("#status", "Waiting");
    }

    @Test
    void aBrowserThatKeepsNothingIsToldSo() throws JOSEException {
        window.page().navigate(gateway.url() + "/scan/any");
        window.awaitText("#connection", "Token needed");
        window.page().evaluate("void (Storage.prototype.setItem = () => { throw new Error('off'); })");
        window.find("#token").fill(token("ada"));
        window.find("#token-field button").click();
        window.awaitText("#token-why", Pattern.compile("This browser lets the page keep nothing.*"));
    }

    /** What is known already stays; and nobody takes it for live. */
    @Test
    void aTokenThatExpiresIsAskedForAboveWhatIsKnown() throws JOSEException {
        String scan = submit(token("ada"));
        window.page().navigate(gateway.url() + "/scan/" + scan + "#token=" + token("ada", Duration.ofSeconds(4)));
        window.awaitText("#status", "Waiting");
        window.awaitText("#connection", "Token needed", Duration.ofSeconds(30));
        assertThat(window.find("#token-field")).isVisible();
        window.awaitText("#status", "Waiting");
        assertThat(window.page()).hasTitle("Not connected · shop · Scancast");
        window.picture("token-expired");
    }

    @ParameterizedTest
    @EnumSource
    void theFieldFitsAndKeepsNobodyOut(Window.Look look) {
        try (Window looked = chromium.open(look)) {
            looked.page().navigate(gateway.url() + "/scan/any");
            looked.awaitText("#connection", "Token needed");
            looked.assertFits();
            looked.picture("token-field-" + look.suffix());
            Axe.assertNothingFound(looked);
        }
    }

    @Test
    void theHomePageListsOnesOwn() throws JOSEException {
        submit(token("grace"));
        window.page().navigate(gateway.url() + "/#token=" + token("grace"));
        assertThat(window.find("#running")).containsText("shop");
        window.assertNoComplaints();
    }

    @Test
    void reportsAreDownloadedWithTheToken() throws JOSEException {
        try (Redis commands = Redis.open(
                RedisSettings.from(Settings.load(
                        Gateway.CATALOG, Map.of("redis", redis.url()), Map.of(), null)),
                "token-page-test")) {
            ScanAuthor author = ScanAuthor.begin(commands, "shop");
            author.complete();
            commands.commands().hset(commands.keys().meta(author.scan()), "owner", "ada");
            window.page().navigate(gateway.url() + "/scan/" + author.scan() + "#token=" + token("ada"));
            window.awaitText("#status", "Completed");
            Download download = window.page()
                    .waitForDownload(() -> window.find("a[href$='/report']").first().click());
            assertThat(download.failure()).isNull();
            commands.commands().del(commands.keys().report(author.scan()));
            window.find("a[href$='/report']").first().click();
            window.awaitText(".toast p", Pattern.compile(".* wasn’t downloaded: it is not kept any more\\."));
        }
    }

    /** The field, styled as all fields are, and nothing beneath it: no card says that something went wrong. */
    private void assertFieldAlone() {
        window.awaitText("#connection", "Token needed");
        assertThat(window.find("#token")).isFocused();
        assertThat(window.find("main > :visible:not(.visually-hidden)")).hasCount(1);
        assertThat(window.find("main h1:visible:not(.visually-hidden)")).hasText("Token needed");
        assertThat(window.find("#token-field button")).hasCSS("border-radius", "8px");
        assertThat(window.find("#token-field button")).hasCSS("background-color", "rgb(59, 91, 219)");
    }

    private static String submit(String token) {
        String answer = HttpCalls.call(
                        "POST",
                        URI.create(gateway.url() + "/api/v1/scanner/scan"),
                        "{\"repository_url\":\"https://git.example.org/a/shop\"}",
                        "Content-Type",
                        "application/json",
                        "Authorization",
                        "Bearer " + token)
                .body();
        return Documents.parse(answer).path("scan_id").asText();
    }

    private static String token(String subject) throws JOSEException {
        return token(subject, Duration.ofMinutes(5));
    }

    private static String token(String subject, Duration life) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader(JWSAlgorithm.HS256),
                new JWTClaimsSet.Builder()
                        .issuer("tests")
                        .audience("scancast")
                        .subject(subject)
                        .expirationTime(Date.from(Instant.now().plus(life)))
                        .build());
        token.sign(new MACSigner(SECRET));
        return token.serialize();
    }
}
