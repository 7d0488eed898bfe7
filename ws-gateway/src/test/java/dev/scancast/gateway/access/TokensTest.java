package dev.scancast.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.sun.net.httpserver.HttpServer;
import dev.scancast.contract.settings.SettingException;
import dev.scancast.contract.settings.Settings;
import dev.scancast.gateway.access.AccessDeniedException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tokens count: RFC 7519, and what RFC 8725 warns of. */
class TokensTest {
    private static final Duration LIFE = Duration.ofMinutes(5);

    private static RSAKey rsa;
    private static RSAKey otherRsa;
    private static ECKey ec;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeKeys() throws JOSEException {
        rsa = new RSAKeyGenerator(2048).keyID("r1").generate();
        otherRsa = new RSAKeyGenerator(2048).keyID("r2").generate();
        ec = new ECKeyGenerator(Curve.P_256).keyID("e1").generate();
    }

    // ---- a shared secret

    @Test
    void aGoodTokenTellsSubjectAndScopes() throws AccessDeniedException {
        Caller caller = bySecret().verify(TestTokens.of("alice", "scans:read:all", "other"));
        assertThat(caller.subject()).isEqualTo("alice");
        assertThat(caller.scopes()).containsExactlyInAnyOrder("scans:read:all", "other");
        assertThat(caller.expiresAt()).isNotNull();
    }

    @Test
    void scopesMayBeAListNamedScp() throws AccessDeniedException {
        Caller caller = bySecret()
                .verify(TestTokens.signed(
                        TestTokens.SECRET, TestTokens.claims(LIFE, "a").claim("scp", List.of("x", "y"))));
        assertThat(caller.scopes()).containsExactlyInAnyOrder("x", "y");
    }

    @Test
    void whatIsNotForUsOrNotFromTheIssuerOrNobodysIsRefused() {
        Tokens tokens = bySecret();
        assertRefused(tokens, TestTokens.claims(LIFE, "a").audience("another"));
        assertRefused(tokens, TestTokens.claims(LIFE, "a").audience((String) null));
        assertRefused(tokens, TestTokens.claims(LIFE, "a").issuer("https://another.example"));
        assertRefused(tokens, TestTokens.claims(LIFE, "a").subject(null));
        assertRefused(tokens, TestTokens.claims(LIFE, "a").subject(" "));
        assertRefused(tokens, TestTokens.claims(LIFE, "a").subject("batch:x"));
        assertRefused(tokens, TestTokens.claims(LIFE, "a").expirationTime(null));
    }

    private static void assertRefused(Tokens tokens, JWTClaimsSet.Builder claims) {
        assertThat(refusal(tokens, TestTokens.signed(TestTokens.SECRET, claims)))
                .isEqualTo(Reason.BAD_TOKEN);
    }

    @Test
    void anExpiredTokenIsToldSoAndTheSkewCounts() throws AccessDeniedException {
        String expired = TestTokens.expiringIn(Duration.ofSeconds(-5), "alice");
        assertThat(refusal(bySecret(), expired)).isEqualTo(Reason.EXPIRED);
        assertThat(bySecret("auth.clock-skew", "10s").verify(expired).subject()).isEqualTo("alice");
    }

    @Test
    void unsignedTokensAndOtherSecretsAndRubbishAreRefused() {
        Tokens tokens = bySecret();
        String other = "another secret of the tests, that is long too";
        assertThat(refusal(tokens, TestTokens.signed(other, TestTokens.claims(LIFE, "alice"))))
                .isEqualTo(Reason.BAD_TOKEN);
        String unsigned = new PlainJWT(TestTokens.claims(LIFE, "alice").build()).serialize();
        assertThat(refusal(tokens, unsigned)).isEqualTo(Reason.BAD_TOKEN);
        assertThat(refusal(tokens, "rubbish")).isEqualTo(Reason.BAD_TOKEN);
        assertThat(refusal(tokens, "a".repeat(100_000))).isEqualTo(Reason.BAD_TOKEN);
        assertThat(refusal(tokens, TestTokens.of("alice").replaceFirst("\\.[^.]*\\.", ".e30.")))
                .isEqualTo(Reason.BAD_TOKEN);
    }

    @Test
    void aSecretIsReplacedWithoutARestartAndBothCountWhileBothStandThere() throws IOException {
        Tokens tokens = bySecret();
        String next = "the next secret of the tests, 32 bytes and more";
        String token = TestTokens.signed(next, TestTokens.claims(LIFE, "alice"));
        assertThat(refusal(tokens, token)).isEqualTo(Reason.BAD_TOKEN);
        Files.writeString(directory.resolve("secret"), TestTokens.SECRET + "\n" + next + "\n");
        await("the new secret counts").until(() -> refusal(tokens, token) == null);
        assertThat(refusal(tokens, TestTokens.of("alice"))).isNull();
        Files.writeString(directory.resolve("secret"), next + "\n");
        await("the old one doesn't").until(() -> refusal(tokens, TestTokens.of("alice")) == Reason.BAD_TOKEN);
    }

    // ---- public keys

    @Test
    void tokensSignedByAKeyOfTheSetCountAndOthersDont() throws IOException, JOSEException {
        Tokens tokens = byKeys(set(rsa, ec), "RS256,ES256");
        assertThat(refusal(tokens, byRsa(rsa))).isNull();
        assertThat(refusal(tokens, byEc())).isNull();
        assertThat(refusal(tokens, byRsa(otherRsa))).isEqualTo(Reason.BAD_TOKEN);
    }

    @Test
    void anAlgorithmThatIsNotListedIsRefused() throws IOException, JOSEException {
        assertThat(refusal(byKeys(set(rsa, ec), "ES256"), byRsa(rsa))).isEqualTo(Reason.BAD_TOKEN);
    }

    /** The oldest trick: the public key, which everybody has, taken for a shared secret. */
    @Test
    void aPublicKeyIsNoSecret() throws IOException, JOSEException {
        Tokens tokens = byKeys(set(rsa), "RS256,ES256");
        for (String secret : List.of(
                rsa.toPublicJWK().toJSONString(),
                new String(rsa.toRSAPublicKey().getEncoded(), StandardCharsets.ISO_8859_1))) {
            String forged = TestTokens.signed(
                    new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("r1"),
                    new MACSigner(secret.getBytes(StandardCharsets.ISO_8859_1)),
                    TestTokens.claims(LIFE, "alice"));
            assertThat(refusal(tokens, forged)).isEqualTo(Reason.BAD_TOKEN);
        }
    }

    @Test
    void aNewKeyOfTheIssuersIsFoundAtItsFirstUse() throws IOException, JOSEException {
        Map<String, String> served = new HashMap<>(Map.of("set", set(rsa)));
        HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/jwks", exchange -> {
            byte[] body = served.get("set").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        issuer.start();
        try {
            Tokens tokens = tokens(
                    "auth.jwks", "http://127.0.0.1:" + issuer.getAddress().getPort() + "/jwks");
            assertThat(refusal(tokens, byRsa(rsa))).isNull();
            served.put("set", set(otherRsa));
            assertThat(refusal(tokens, byRsa(otherRsa))).isNull();
            assertThat(refusal(tokens, byRsa(rsa))).isEqualTo(Reason.BAD_TOKEN);
        } finally {
            issuer.stop(0);
        }
    }

    @Test
    void keysThatCantBeHadAreNoFaultOfTheToken() throws IOException, JOSEException {
        HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        int port = issuer.getAddress().getPort();
        issuer.stop(0);
        Tokens tokens = tokens("auth.jwks", "http://127.0.0.1:" + port + "/jwks");
        String token = byRsa(rsa);
        assertThatThrownBy(() -> tokens.verify(token)).isInstanceOf(KeysUnavailableException.class);
    }

    // ---- settings

    @Test
    void whatDoesNotFitTogetherStopsTheStart() throws IOException {
        Path weak = Files.writeString(directory.resolve("weak"), "short");
        Path good = Files.writeString(directory.resolve("good"), TestTokens.SECRET);
        assertStops("auth.mode must be jwt", "auth.secret-file", good.toString());
        assertStops("needs auth.secret-file or auth.jwks", "auth.mode", "jwt");
        assertStops(
                "needs auth.issuer",
                "auth.mode",
                "jwt",
                "auth.secret-file",
                good.toString(),
                "auth.audience",
                TestTokens.AUDIENCE);
        assertStops("auth.algorithms must be of [HS256]", all("auth.secret-file", good, "auth.algorithms", "RS256"));
        assertStops("must have 32 bytes or more, got one of 5", all("auth.secret-file", weak));
        assertStops("can't be read", all("auth.secret-file", directory.resolve("none")));
        assertStops("no JSON Web Key Set", all("auth.jwks", weak));
        assertStops("must be an https address", all("auth.jwks", "http://192.0.2.1/jwks"));
    }

    private static String[] all(Object... settings) {
        String[] texts = new String[settings.length + 6];
        for (int i = 0; i < settings.length; i++) {
            texts[i] = settings[i].toString();
        }
        List<String> common =
                List.of("auth.mode", "jwt", "auth.issuer", TestTokens.ISSUER, "auth.audience", TestTokens.AUDIENCE);
        for (int i = 0; i < common.size(); i++) {
            texts[settings.length + i] = common.get(i);
        }
        return texts;
    }

    private static void assertStops(String because, String... settings) {
        assertThatThrownBy(() -> new Tokens(accessSettings(settings)))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(because);
    }

    // ---- what all use

    private Tokens bySecret(String... more) {
        return new Tokens(accessSettings(TestTokens.settings(directory, more)));
    }

    private Tokens byKeys(String set, String algorithms) throws IOException {
        Path file = Files.writeString(directory.resolve("jwks.json"), set);
        return tokens("auth.jwks", file.toString(), "auth.algorithms", algorithms);
    }

    private static Tokens tokens(String... settings) {
        return new Tokens(accessSettings(all((Object[]) settings)));
    }

    private static AccessSettings accessSettings(String... settings) {
        Map<String, String> flags = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            flags.put(settings[i], settings[i + 1]);
        }
        return AccessSettings.from(Settings.load(AccessSettings.CATALOG, flags, Map.of(), null));
    }

    private static String set(JWK... keys) {
        return new JWKSet(List.of(keys)).toString(true);
    }

    private static String byRsa(RSAKey key) throws JOSEException {
        return TestTokens.signed(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()),
                new RSASSASigner(key),
                TestTokens.claims(LIFE, "alice"));
    }

    private static String byEc() throws JOSEException {
        return TestTokens.signed(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(ec.getKeyID()).type(JOSEObjectType.JWT),
                new ECDSASigner(ec),
                TestTokens.claims(LIFE, "alice"));
    }

    /** Why it was refused; null if it counts. */
    private static Reason refusal(Tokens tokens, String token) {
        AccessDeniedException denied = catchThrowableOfType(AccessDeniedException.class, () -> tokens.verify(token));
        return denied == null ? null : denied.reason();
    }
}
