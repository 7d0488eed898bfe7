package dev.scancast.gateway.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimNames;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import java.text.ParseException;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks tokens: RFC 7519, with the advice of RFC 8725. Thread-safe; a call may wait for the issuer's keys. */
final class Tokens {
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    private static final int LONGEST = 8 * 1024;
    private static final int LONGEST_SUBJECT = 255;

    /** Backlogs of batches are named so: nobody may be called like one. */
    private static final String RESERVED_PREFIX = "batch:";

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    Tokens(AccessSettings settings) {
        Set<JWSAlgorithm> algorithms =
                settings.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toUnmodifiableSet());
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, TokenKeys.from(settings)));
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        DefaultJWTClaimsVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<>(
                Set.of(settings.audience()),
                new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
                Set.of(JWTClaimNames.SUBJECT, JWTClaimNames.EXPIRATION_TIME),
                null);
        claims.setMaxClockSkew((int) settings.clockSkew().toSeconds());
        processor.setJWTClaimsSetVerifier(claims);
    }

    /**
     * Whose token it is.
     *
     * @throws AccessDeniedException if it isn't valid here
     * @throws KeysUnavailableException if that can't be told, since the issuer's keys can't be had
     */
    Caller verify(String token) throws AccessDeniedException {
        if (token.length() > LONGEST) {
            throw new AccessDeniedException(AccessDeniedException.Reason.BAD_TOKEN);
        }
        try {
            return caller(processor.process(token, null));
        } catch (ExpiredJWTException e) {
            throw new AccessDeniedException(AccessDeniedException.Reason.EXPIRED);
        } catch (RateLimitReachedException e) {
            throw bad(e);
        } catch (KeySourceException e) {
            throw new KeysUnavailableException(e);
        } catch (ParseException | BadJOSEException | JOSEException e) {
            throw bad(e);
        }
    }

    /** The cause's text tells what was wrong, and holds no part of a token but names of keys and algorithms. */
    private static AccessDeniedException bad(Exception cause) {
        LOG.debug("a token was refused: {}", cause.getClass().getSimpleName());
        return new AccessDeniedException(AccessDeniedException.Reason.BAD_TOKEN);
    }

    private static Caller caller(JWTClaimsSet claims) throws AccessDeniedException, ParseException {
        String subject = claims.getSubject();
        Date expires = claims.getExpirationTime();
        if (subject.isBlank()
                || subject.length() > LONGEST_SUBJECT
                || subject.startsWith(RESERVED_PREFIX)
                || subject.chars().anyMatch(Character::isISOControl)) {
            throw new AccessDeniedException(AccessDeniedException.Reason.BAD_TOKEN);
        }
        return new Caller(subject, scopes(claims), expires.toInstant());
    }

    /** {@code scope} as RFC 8693 has it, or {@code scp} as others do. */
    private static Set<String> scopes(JWTClaimsSet claims) throws ParseException {
        Set<String> scopes = new HashSet<>();
        for (String name : List.of("scope", "scp")) {
            Object value = claims.getClaim(name);
            if (value instanceof String text) {
                scopes.addAll(List.of(text.strip().split("\\s+", -1)));
            } else if (value instanceof List<?>) {
                scopes.addAll(claims.getStringListClaim(name));
            }
        }
        return scopes;
    }
}
