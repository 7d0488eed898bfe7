package dev.scancast.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import redis.embedded.core.ExecutableProvider;

/** Where a Redis comes from. */
public enum RedisSource {
    /** {@code redis-server} on the PATH, of whatever version. */
    INSTALLED,
    /** The embedded-redis library's: 6.2 on Linux and macOS. */
    EMBEDDED,
    /** A Docker container; {@code -Dredis.image} names another image. Not tested with Docker in a virtual machine. */
    CONTAINER;

    /** What {@code -Dredis} says, else what there is. */
    public static RedisSource preferred() {
        String wanted = System.getProperty("redis", "").toLowerCase(Locale.ROOT);
        return switch (wanted) {
            case "" -> INSTALLED.isAvailable() ? INSTALLED : EMBEDDED;
            case "installed" -> INSTALLED;
            case "embedded" -> EMBEDDED;
            case "testcontainers" -> CONTAINER;
            default ->
                throw new IllegalArgumentException(
                        "-Dredis must be installed, embedded or testcontainers, got " + wanted);
        };
    }

    /** Whether this machine has it. */
    public boolean isAvailable() {
        return switch (this) {
            case INSTALLED -> Commands.onPath("redis-server").isPresent();
            case EMBEDDED -> true;
            case CONTAINER -> ContainerRedisServer.isDockerAvailable();
        };
    }

    String whyNot() {
        return switch (this) {
            case INSTALLED -> "redis-server is not on the PATH: install it to run this test";
            case EMBEDDED -> "there is no embedded Redis for this system";
            case CONTAINER -> "there is no Docker engine: start one to run this test";
        };
    }

    RedisServer start(List<String> arguments) {
        return switch (this) {
            case INSTALLED -> LocalRedisServer.start(executable(), arguments);
            case EMBEDDED -> LocalRedisServer.start(executable(), arguments);
            case CONTAINER -> ContainerRedisServer.start(arguments);
        };
    }

    /** The program file; a container has none that we could start. */
    Path executable() {
        return switch (this) {
            case INSTALLED ->
                Commands.onPath("redis-server").orElseThrow(() -> new TestkitException(INSTALLED.whyNot()));
            case EMBEDDED -> Embedded.EXECUTABLE;
            case CONTAINER -> throw new TestkitException("a container's redis-server is not a file of ours");
        };
    }

    /** Unpacked once per JVM, on first use. */
    private static final class Embedded {
        static final Path EXECUTABLE = unpack();

        private static Path unpack() {
            try {
                return ExecutableProvider.newJarResourceProvider()
                        .get()
                        .toPath()
                        .toAbsolutePath();
            } catch (IOException e) {
                throw new TestkitException("cannot unpack the embedded Redis", e);
            }
        }
    }
}
