package dev.scancast.gateway.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.params.SetParams;

/**
 * One-time tickets: what a browser can put in an address instead of its token, since it can send no header there. Each
 * is for one target, and gone with its first use, whatever comes of it. Every method throws a
 * {@link redis.clients.jedis.exceptions.JedisException} where Redis can't be reached. Thread-safe.
 */
final class Tickets {
    private static final int RANDOM_BYTES = 32;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Redis redis;
    private final Duration life;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Tickets(Redis redis, Duration life, Clock clock) {
        this.redis = redis;
        this.life = life;
        this.clock = clock;
    }

    /** What stands in Redis. */
    private record Stored(
            String target,
            String subject,
            Set<String> scopes,
            @Nullable Long expiresAt) {}

    String issue(Caller caller, Target target) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Long expiresAt = caller.expiresAt() == null ? null : caller.expiresAt().toEpochMilli();
        Stored stored = new Stored(target.text(), caller.subject(), caller.scopes(), expiresAt);
        redis.commands()
                .set(
                        ScanKeys.ticket(ticket),
                        new String(Json.write(stored), UTF_8),
                        new SetParams().px(life.toMillis()));
        return ticket;
    }

    /** @throws AccessDeniedException if it is used, too old, of something else, or made up */
    Caller redeem(String ticket, Target target) throws AccessDeniedException {
        String json = FORM.matcher(ticket).matches() ? redis.commands().getDel(ScanKeys.ticket(ticket)) : null;
        if (json == null) {
            throw new AccessDeniedException(AccessDeniedException.Reason.BAD_TICKET);
        }
        Stored stored;
        try {
            stored = Json.read(json.getBytes(UTF_8), Stored.class);
        } catch (IOException e) {
            throw new AccessDeniedException(AccessDeniedException.Reason.BAD_TICKET); // another program's
        }
        if (!stored.target.equals(target.text())) {
            throw new AccessDeniedException(AccessDeniedException.Reason.BAD_TICKET);
        }
        java.time.Instant expiresAt =
                stored.expiresAt == null ? null : java.time.Instant.ofEpochMilli(stored.expiresAt);
        if (expiresAt != null && !clock.instant().isBefore(expiresAt)) {
            throw new AccessDeniedException(AccessDeniedException.Reason.EXPIRED);
        }
        return new Caller(stored.subject, stored.scopes, expiresAt);
    }
}
