package dev.scancast.contract.redis;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * Where Redis is, as one URL: {@code redis://[user:password@]host[:port]}, {@code rediss://} for TLS,
 * {@code redis-sentinel://[user:password@]host[:port],host[:port].../master}, {@code rediss-sentinel://} for TLS to the
 * Sentinels too, or {@code redis-cluster://[user:password@]host[:port],host[:port]...}, {@code rediss-cluster://} for
 * TLS.
 *
 * @param kind what stands there
 * @param nodes the server, the Sentinels, or some of the cluster's nodes, which name the others; at least one
 * @param tls whether the connection is encrypted
 * @param user null for the default user
 * @param password null for none
 * @param master the name that the Sentinels know the primary by; null unless the kind is SENTINEL
 */
public record RedisUrl(
        Kind kind,
        List<HostAndPort> nodes,
        boolean tls,
        @Nullable String user,
        @Nullable String password,
        @Nullable String master) {

    /** What is allowed, for people. */
    public static final String ALLOWED = "redis://[user:password@]host[:port], rediss://... for TLS,"
            + " redis-sentinel://[user:password@]host[:port],.../master (rediss-sentinel:// for TLS) or"
            + " redis-cluster://[user:password@]host[:port],... (rediss-cluster:// for TLS)";

    private static final int REDIS_PORT = 6379;
    private static final int SENTINEL_PORT = 26379;
    private static final Pattern FORM =
            Pattern.compile("(rediss?(?:-sentinel|-cluster)?)://(?:([^@/]*)@)?([^/@?#]+)(?:/([A-Za-z0-9._-]*))?");

    /** What kind of Redis a URL names. */
    public enum Kind {
        STANDALONE,
        SENTINEL,
        CLUSTER;

        private static Kind of(String scheme) {
            if (scheme.endsWith("-cluster")) {
                return CLUSTER;
            }
            return scheme.endsWith("-sentinel") ? SENTINEL : STANDALONE;
        }

        private boolean fits(List<HostAndPort> nodes, String path) {
            return switch (this) {
                case STANDALONE -> nodes.size() == 1 && (path.isEmpty() || path.equals("0"));
                case SENTINEL -> !path.isEmpty();
                case CLUSTER -> path.isEmpty() || path.equals("0");
            };
        }

        private String scheme(boolean tls) {
            return switch (this) {
                case STANDALONE -> tls ? "rediss" : "redis";
                case SENTINEL -> tls ? "rediss-sentinel" : "redis-sentinel";
                case CLUSTER -> tls ? "rediss-cluster" : "redis-cluster";
            };
        }
    }

    public RedisUrl {
        nodes = List.copyOf(nodes);
    }

    /** @throws IllegalArgumentException if the text isn't one of the {@link #ALLOWED} forms */
    public static RedisUrl parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be " + ALLOWED);
        }
        Kind kind = Kind.of(matcher.group(1));
        int port = kind == Kind.SENTINEL ? SENTINEL_PORT : REDIS_PORT;
        List<HostAndPort> nodes = Stream.of(matcher.group(3).split(","))
                .map(node -> node(node, port))
                .toList();
        String path = matcher.group(4) == null ? "" : matcher.group(4);
        if (!kind.fits(nodes, path)) {
            throw new IllegalArgumentException("must be " + ALLOWED);
        }
        String userInfo = matcher.group(2);
        String user = null;
        String password = null;
        if (userInfo != null) {
            int colon = userInfo.indexOf(':');
            user = colon < 0 ? userInfo : userInfo.substring(0, colon);
            password = colon < 0 ? null : decode(userInfo.substring(colon + 1));
            user = user.isEmpty() ? null : decode(user);
        }
        return new RedisUrl(
                kind,
                nodes,
                matcher.group(1).startsWith("rediss"),
                user,
                password,
                kind == Kind.SENTINEL ? path : null);
    }

    private static HostAndPort node(String text, int port) {
        URI uri = URI.create("redis://" + text);
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("must be " + ALLOWED);
        }
        return new HostAndPort(uri.getHost(), uri.getPort() < 0 ? port : uri.getPort());
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Without the password: fit for logs. */
    @Override
    public String toString() {
        String login = user == null && password == null ? "" : (user == null ? "" : user) + ":***@";
        String hosts =
                String.join(",", nodes.stream().map(HostAndPort::toString).toList());
        return kind.scheme(tls) + "://" + login + hosts + (master == null ? "" : "/" + master);
    }
}
