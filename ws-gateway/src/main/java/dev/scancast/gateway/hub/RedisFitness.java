package dev.scancast.gateway.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;

/** Whether a Redis can keep the contract: new enough, and forgetting nothing but what has outlived its time. */
final class RedisFitness {
    private static final int LEAST_MAJOR = 6;
    private static final int LEAST_MINOR = 2;
    private static final int LEAST_MAJOR_OF_CLUSTERS = 7;
    private static final String CLUSTER_MODE = "cluster";
    private static final String POLICY = "noeviction";

    private RedisFitness() {}

    /**
     * Asks it, by INFO, which managed ones allow too.
     *
     * @param isCluster whether it is to be a node of a Cluster
     * @return what is wrong, for people; null if nothing is
     * @throws redis.clients.jedis.exceptions.JedisException if it can't be asked
     */
    static @Nullable String problem(Connection connection, boolean isCluster) {
        Object answer = connection.executeCommand(new CommandArguments(Protocol.Command.INFO));
        return problem(answer instanceof byte[] bytes ? new String(bytes, UTF_8) : String.valueOf(answer), isCluster);
    }

    /** The same for what INFO said; what it doesn't tell is taken to be right. */
    static @Nullable String problem(String info, boolean isCluster) {
        Map<String, String> fields = info.lines()
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2)
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (first, second) -> second));
        String version = fields.getOrDefault("redis_version", "");
        if (isCluster && isOlderThan(version, LEAST_MAJOR_OF_CLUSTERS, 0)) {
            return "a Cluster of Redis " + LEAST_MAJOR_OF_CLUSTERS + ".0 or newer is needed, this one is " + version;
        }
        if (isOlderThan(version, LEAST_MAJOR, LEAST_MINOR)) {
            return "Redis " + LEAST_MAJOR + "." + LEAST_MINOR + " or newer is needed, this one is " + version;
        }
        if (!isCluster && fields.getOrDefault("redis_mode", "").equals(CLUSTER_MODE)) {
            return "this Redis is a node of a Cluster: its URL must begin with redis-cluster://";
        }
        String policy = fields.getOrDefault("maxmemory_policy", POLICY);
        if (!policy.equals(POLICY)) {
            return "this Redis may forget scans: its maxmemory-policy must be " + POLICY + ", it is " + policy;
        }
        return null;
    }

    private static boolean isOlderThan(String version, int leastMajor, int leastMinor) {
        String[] parts = version.split("\\.", -1);
        try {
            int major = Integer.parseInt(parts[0]);
            int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
            return major < leastMajor || (major == leastMajor && minor < leastMinor);
        } catch (NumberFormatException e) {
            return false; // a version that isn't told in numbers is not known to be old
        }
    }
}
