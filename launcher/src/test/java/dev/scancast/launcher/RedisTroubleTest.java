package dev.scancast.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.testkit.ChildProcess;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RedisSource;
import dev.scancast.testkit.TestCertificates;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that refuses us is told in a line that says what to do: by the gateway and by the worker, without a trace. */
class RedisTroubleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LIMITED = "limited";

    @TempDir
    private static Path disk;

    private static OwnRedis redis;
    private static TestCertificates certificates;
    private static TestCertificates others;

    @BeforeAll
    static void start() {
        certificates = TestCertificates.make(disk, "ip:127.0.0.1");
        others = TestCertificates.make(disk, "ip:127.0.0.1");
        redis = OwnRedis.builder()
                .source(RedisSource.INSTALLED)
                .tls(certificates)
                .start();
        RedisUsers.on(List.of(redis));
    }

    @AfterAll
    static void end() {
        redis.close();
    }

    @Test
    void aCertificateOfAnUnknownAuthority() throws IOException {
        assertBothSay(
                "signed by nobody we trust: name the file of its authority by redis.ca-file",
                user -> url(user, RedisUsers.PASSWORD, redis.tlsPort()),
                "--redis-ca-file",
                others.caFile().toString());
        assertBothSay(
                "signed by nobody we trust: name the file of its authority by redis.ca-file",
                user -> url(user, RedisUsers.PASSWORD, redis.tlsPort()));
    }

    @Test
    void aCertificateForAnotherHost() throws IOException {
        assertBothSay(
                "is for another host",
                user -> url(user, RedisUsers.PASSWORD, redis.tlsPort()).replace("127.0.0.1", "localhost"),
                "--redis-ca-file",
                certificates.caFile().toString());
    }

    @Test
    void aWrongPassword() throws IOException {
        assertBothSay(
                "Redis refuses the login (WRONGPASS): set user and password",
                user -> url(user, "wrong-" + RedisUsers.PASSWORD, redis.tlsPort()),
                "--redis-ca-file",
                certificates.caFile().toString());
    }

    @Test
    void aMissingRight() throws IOException {
        for (String missing : List.of("-xreadgroup", "-evalsha", "-info")) {
            boolean ofWorker = missing.equals("-xreadgroup");
            String user = ofWorker ? RedisUsers.WORKER : RedisUsers.GATEWAY;
            List<String> rules = new ArrayList<>(RedisUsers.rules(user));
            rules.add(missing);
            RedisUsers.set(redis, LIMITED, rules);
            assertSays(
                    ofWorker ? "worker" : "gateway",
                    "lacks a right that is needed",
                    url(LIMITED, RedisUsers.PASSWORD, redis.tlsPort()),
                    "--redis-ca-file",
                    certificates.caFile().toString());
        }
    }

    @Test
    void aFileOfAuthoritiesThatCannotBeUsedStopsTheStart() throws IOException {
        String url = url(RedisUsers.GATEWAY, RedisUsers.PASSWORD, redis.tlsPort());
        assertStops("/nowhere/ca.pem can't be read", url, "--redis-ca-file", "/nowhere/ca.pem");
        assertStops("holds no certificates in PEM", url, "--redis-ca-file", "pom.xml");
        assertStops(
                "begin the URL with rediss",
                redis.url(),
                "--redis-ca-file",
                certificates.caFile().toString());
    }

    private static void assertBothSay(String words, UnaryOperator<String> url, String... more) throws IOException {
        assertSays("gateway", words, url.apply(RedisUsers.GATEWAY), more);
        assertSays("worker", words, url.apply(RedisUsers.WORKER), more);
    }

    private static void assertSays(String part, String words, String url, String... more) throws IOException {
        try (ChildProcess process = start(part, url, more)) {
            await(part + " says: " + words)
                    .atMost(PATIENCE)
                    .until(() -> process.output().contains(words) || !process.isAlive());
            assertThat(process.output())
                    .contains(words)
                    .contains(" ERROR ")
                    .doesNotContain("\tat ", "Exception", RedisUsers.PASSWORD);
            assertThat(process.isAlive()).as("it goes on: Redis may be mended").isTrue();
        }
    }

    private static void assertStops(String words, String url, String... more) throws IOException {
        try (ChildProcess process = start("gateway", url, more)) {
            process.awaitEnd(PATIENCE);
            assertThat(process.output()).contains(words).doesNotContain("\tat ", RedisUsers.PASSWORD);
        }
    }

    private static ChildProcess start(String part, String url, String... more) throws IOException {
        List<String> arguments = Stream.concat(
                        Stream.of(part, "--redis", url),
                        part.equals("gateway")
                                ? Stream.of("--gateway-port", "0")
                                : Stream.of("--repos", disk.toRealPath().toString()))
                .collect(java.util.stream.Collectors.toCollection(ArrayList::new));
        arguments.addAll(List.of(more));
        return ChildProcess.java(part, List.of("-Xmx96m", "-XX:TieredStopAtLevel=1"), Main.class.getName(), arguments);
    }

    private static String url(String user, String password, int port) {
        return "rediss://" + user + ":" + password + "@127.0.0.1:" + port;
    }
}
