package dev.scancast.gateway.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** An issuer with a shared secret. Immutable. */
final class TestTokens {
    static final String ISSUER = "https://issuer.example";
    static final String AUDIENCE = "scancast";
    static final String SECRET = "a secret of the tests, more than 32 bytes long";

    private TestTokens() {}

    /** What a gateway is started with, names and values in turn; the secret's file is made in the directory. */
    static String[] settings(Path directory, String... more) {
        Path file = directory.resolve("secret");
        try {
            Files.writeString(file, SECRET + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String[] own = {
            "auth.mode",
            "jwt",
            "auth.secret-file",
            file.toString(),
            "auth.issuer",
            ISSUER,
            "auth.audience",
            AUDIENCE,
            "auth.clock-skew",
            "0s"
        };
        String[] all = new String[own.length + more.length];
        System.arraycopy(own, 0, all, 0, own.length);
        System.arraycopy(more, 0, all, own.length, more.length);
        return all;
    }

    static String of(String subject, String... scopes) {
        return expiringIn(Duration.ofMinutes(5), subject, scopes);
    }

    static String expiringIn(Duration life, String subject, String... scopes) {
        return signed(SECRET, claims(life, subject).claim("scope", String.join(" ", scopes)));
    }

    static JWTClaimsSet.Builder claims(Duration life, String subject) {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(subject)
                .expirationTime(Date.from(Instant.now().plus(life)));
    }

    static String signed(String secret, JWTClaimsSet.Builder claims) {
        try {
            return signed(new JWSHeader.Builder(JWSAlgorithm.HS256), new MACSigner(secret), claims);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String signed(JWSHeader.Builder header, JWSSigner signer, JWTClaimsSet.Builder claims) {
        SignedJWT token = new SignedJWT(header.type(JOSEObjectType.JWT).build(), claims.build());
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }
}
