package dev.scancast.contract.redis;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Why Redis doesn't do what it is asked, where a person must mend that. Told in one line: a stack trace doesn't help.
 *
 * @param advice what is wrong and what to do
 * @param isOfRights whether we are logged in, and lack a right
 */
public record RedisRefusal(String advice, boolean isOfRights) {

    /** What a failure says; empty for those that may heal by themselves. */
    public static Optional<RedisRefusal> in(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> open = new ArrayDeque<>(Set.of(failure));
        while (!open.isEmpty()) {
            Throwable next = open.remove();
            if (!seen.add(next)) {
                continue;
            }
            Optional<RedisRefusal> refusal = of(next);
            if (refusal.isPresent()) {
                return refusal;
            }
            Stream.concat(Stream.ofNullable(next.getCause()), Arrays.stream(next.getSuppressed()))
                    .forEach(open::add);
        }
        return Optional.empty();
    }

    private static Optional<RedisRefusal> of(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof SSLException) {
            return Optional.of(new RedisRefusal(ofTls(message), false));
        }
        if (message.startsWith("WRONGPASS") || message.startsWith("NOAUTH")) {
            return Optional.of(new RedisRefusal(
                    "Redis refuses the login (" + firstWord(message)
                            + "): set user and password in the URL, as in redis://user:password@host:port",
                    false));
        }
        if (message.contains("NOPERM") || message.contains("ACL failure in script")) {
            return Optional.of(new RedisRefusal(
                    "Redis' user lacks a right that is needed ("
                            + message.lines().findFirst().orElse("")
                            + "): give it the rules of docs/security.md, Redis",
                    true));
        }
        return Optional.empty();
    }

    private static String ofTls(String message) {
        if (message.contains("PKIX") || message.contains("certificate_unknown")) {
            return "Redis' certificate is signed by nobody we trust: name the file of its authority by redis.ca-file";
        }
        if (message.contains("No subject alternative") || message.contains("No name matching")) {
            return "Redis' certificate is for another host (" + message + "): use a name of it in the URL";
        }
        return "TLS with Redis fails (" + message + "): check certificate, authority and the port in the URL";
    }

    private static String firstWord(String message) {
        return message.split(" ", 2)[0];
    }
}
