package dev.scancast.launcher;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** JSON Web Tokens as an issuer makes them, signed with HS256. */
public final class SignedToken {
    public static final String SECRET = "a-secret-of-the-test-that-is-long-enough";
    public static final String ISSUER = "https://issuer.example.test";
    public static final String AUDIENCE = "scancast";

    private SignedToken() {}

    /** Good for an hour. */
    public static String of(String subject) {
        return of(subject, Instant.now().plusSeconds(3600));
    }

    static String of(String subject, Instant expiry) {
        return of(subject, expiry, "");
    }

    /** With a scope beyond one's own scans. */
    public static String of(String subject, Instant expiry, String scope) {
        String claims = "{\"iss\":\"%s\",\"aud\":\"%s\",\"sub\":\"%s\",\"exp\":%d,\"scope\":\"%s\"}"
                .formatted(ISSUER, AUDIENCE, subject, expiry.getEpochSecond(), scope);
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
