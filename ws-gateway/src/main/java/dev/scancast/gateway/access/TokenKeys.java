package dev.scancast.gateway.access;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import dev.scancast.contract.settings.SettingException;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;

/** Where the keys come from that tokens are checked by. */
final class TokenKeys {
    private static final int SHORTEST_SECRET = 32;
    private static final int FETCH_MILLIS = 3000;
    private static final int LARGEST_SET = 256 * 1024;

    /** A key that isn't known may be new; made up ones must not make us ask without end. */
    private static final Duration LEAST_BETWEEN_FETCHES = Duration.ofSeconds(10);

    /** As long as the issuer can't be asked the old keys do. */
    private static final Duration OUTAGE = Duration.ofHours(4);

    private TokenKeys() {}

    /** @throws SettingException if there are none that can be used */
    static JWKSource<SecurityContext> from(AccessSettings settings) {
        if (!settings.secretFile().isEmpty()) {
            WatchedFile<List<JWK>> secrets = new WatchedFile<>(
                    AccessSettings.SECRET_FILE.name(), Path.of(settings.secretFile()), TokenKeys::secrets);
            return (selector, context) -> secrets.content(); // a token names none of them: any may do
        }
        return settings.jwks().startsWith("http:") || settings.jwks().startsWith("https:")
                ? fetched(settings)
                : read(settings.jwks());
    }

    private static List<JWK> secrets(byte[] bytes) {
        List<JWK> secrets = new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(TokenKeys::secret)
                .toList();
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("it holds no secret");
        }
        return secrets;
    }

    private static JWK secret(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < SHORTEST_SECRET) {
            throw new IllegalArgumentException(
                    "a secret must have " + SHORTEST_SECRET + " bytes or more, got one of " + bytes.length);
        }
        return new OctetSequenceKey.Builder(bytes).build();
    }

    private static JWKSource<SecurityContext> read(String file) {
        WatchedFile<JWKSet> keys = new WatchedFile<>(AccessSettings.JWKS.name(), Path.of(file), bytes -> {
            try {
                JWKSet set = JWKSet.parse(new String(bytes, StandardCharsets.UTF_8));
                if (set.getKeys().isEmpty()) {
                    throw new IllegalArgumentException("it holds no key");
                }
                return set;
            } catch (ParseException e) {
                throw new IllegalArgumentException("it is no JSON Web Key Set", e);
            }
        });
        return (JWKSelector selector, SecurityContext context) -> selector.select(keys.content());
    }

    private static JWKSource<SecurityContext> fetched(AccessSettings settings) {
        try {
            URI address = URI.create(settings.jwks());
            if (address.getScheme().equals("http")
                    && !InetAddress.getByName(address.getHost()).isLoopbackAddress()) {
                throw new SettingException("auth.jwks must be an https address: whoever can change the keys on the way"
                        + " makes tokens of their own");
            }
            return JWKSourceBuilder.create(
                            address.toURL(), new DefaultResourceRetriever(FETCH_MILLIS, FETCH_MILLIS, LARGEST_SET))
                    .cache(settings.refresh().toMillis(), 2L * FETCH_MILLIS)
                    .refreshAheadCache(false)
                    .rateLimited(LEAST_BETWEEN_FETCHES.toMillis())
                    .outageTolerant(OUTAGE.toMillis())
                    .build();
        } catch (IllegalArgumentException | MalformedURLException | UnknownHostException e) {
            throw new SettingException("auth.jwks must be an https address or a file, got " + settings.jwks(), e);
        }
    }
}
