package dev.scancast.launcher.operations;

import static org.awaitility.Awaitility.await;

import dev.scancast.testkit.ChildProcess;
import dev.scancast.testkit.FreePorts;
import dev.scancast.testkit.HaProxy;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.Nginx;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.TestkitException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What docker-compose.yml runs, as plain processes: a Redis, two gateways and two workers, and in front of them HAProxy
 * and nginx, both by the files in deploy/. Confined to the test's thread.
 */
final class Topology implements AutoCloseable {
    static final int GATEWAYS = 2;

    private static final Path DEPLOY = Path.of("..", "deploy");
    private static final Duration READY = Duration.ofSeconds(60);
    private static final List<String> SMALL =
            List.of("-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    final OwnRedis redis = OwnRedis.start();
    final HaProxy haproxy;
    final Nginx nginx;
    final Path repositories;
    private final List<Integer> ports = List.of(FreePorts.next(), FreePorts.next());
    private final List<ChildProcess> gateways = new ArrayList<>();
    private final List<ChildProcess> workers = new ArrayList<>();

    Topology(Path directory, int files) throws IOException {
        repositories = directory.toRealPath();
        Path repository = Files.createDirectories(repositories.resolve("repository"));
        for (int i = 0; i < files; i++) {
            Files.writeString(repository.resolve("A" + i + ".java"), "class A" + i + " { void a() {} }\n");
        }
        for (int port : ports) {
            gateways.add(launch("gateway", "--gateway-port=" + port, "--gateway-drain=1s"));
        }
        for (String name : List.of("worker-1", "worker-2")) {
            workers.add(
                    launch("worker", "--repos=" + repositories, "--worker-name=" + name, "--publish-interval=20ms"));
        }
        haproxy = HaProxy.configured(DEPLOY.resolve("haproxy.cfg"), ports);
        nginx = Nginx.configured(DEPLOY.resolve("nginx.conf"), ports);
        for (int i = 0; i < ports.size(); i++) {
            awaitReady(i);
        }
        haproxy.awaitServers(ports.size());
        await("both workers are known")
                .atMost(READY)
                .until(() ->
                        environment().contains("\"worker-1\"") && environment().contains("\"worker-2\""));
    }

    private ChildProcess launch(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command, "--redis=" + redis.url()));
        all.addAll(List.of(arguments));
        return ChildProcess.java(command, SMALL, "dev.scancast.launcher.Main", all);
    }

    private void awaitReady(int gateway) {
        URI ready = URI.create("http://127.0.0.1:" + ports.get(gateway) + "/health/ready");
        await("gateway " + (gateway + 1) + " is ready").atMost(READY).until(() -> {
            if (!gateways.get(gateway).isAlive()) {
                throw new IllegalStateException(
                        "a gateway ended:\n" + gateways.get(gateway).output());
            }
            try {
                return HttpCalls.get(ready).statusCode() == 200;
            } catch (TestkitException e) {
                return false; // not yet
            }
        });
    }

    private String environment() {
        return HttpCalls.get(URI.create("http://127.0.0.1:" + nginx.port() + "/api/v1/scanner/environment"))
                .body();
    }

    /** As in a rolling replacement: told to go, gone, and another one in its place. */
    void replace(int gateway) {
        ChildProcess old = gateways.get(gateway);
        old.terminate();
        old.awaitEnd(READY);
        gateways.set(gateway, launch("gateway", "--gateway-port=" + ports.get(gateway), "--gateway-drain=1s"));
        old.close();
        awaitReady(gateway);
        haproxy.awaitServers(GATEWAYS);
    }

    /** What gateways and workers wrote. */
    String logs() {
        StringBuilder all = new StringBuilder();
        gateways.forEach(process -> all.append(process.output()));
        workers.forEach(process -> all.append(process.output()));
        return all.toString();
    }

    @Override
    public void close() {
        nginx.close();
        haproxy.close();
        workers.forEach(ChildProcess::close);
        gateways.forEach(ChildProcess::close);
        redis.close();
    }
}
