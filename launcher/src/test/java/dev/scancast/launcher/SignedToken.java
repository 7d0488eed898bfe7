package dev.scancast.launcher;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** JSON Web Tokens as an issuer makes them, signed with HS256. */
final class SignedToken {
    static final String SECRET = "a-secret-of-the-test-that-is-long-enough";
    static final String ISSUER = "https://issuer.example.test";
    static final String AUDIENCE = "scancast";

    private SignedToken() {}

    /** Good for an hour. */
    static String of(String subject) {
        return of(subject, Instant.now().plusSeconds(3600));
    }

    static String of(String subject, Instant expiry) {
        String claims = "{\"iss\":\"%s\",\"aud\":\"%s\",\"sub\":\"%s\",\"exp\":%d}"
                .formatted(ISSUER, AUDIENCE, subject, expiry.getEpochSecond());
        String signed = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
