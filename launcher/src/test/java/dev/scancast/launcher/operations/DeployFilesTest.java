package dev.scancast.launcher.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.settings.Settings;
import dev.scancast.gateway.Gateway;
import dev.scancast.testkit.Commands;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The files for containers, proxies and systemd, by the programs that read them. */
class DeployFilesTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    /** What is run once, or keeps nothing that could be asked. */
    private static final Set<String> WITHOUT_HEALTH = Set.of("redis-cluster-init", "prometheus", "grafana");

    @Test
    void dockerComposeReadsEveryServiceOfEveryProfile() throws Exception {
        JsonNode services = compose("--profile", "monitoring", "--profile", "cluster");
        Set<String> names = new TreeSet<>();
        services.fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .contains("redis", "gateway-1", "gateway-2", "worker-1", "worker-2", "haproxy", "prometheus", "grafana")
                .contains("redis-node-1", "redis-node-6", "redis-cluster-init");
    }

    @Test
    void withoutAProfileThereAreNeitherMonitoringNorCluster() throws Exception {
        Set<String> names = new TreeSet<>();
        compose("--profile", "none").properties().forEach(service -> {
            if (service.getValue().path("profiles").isMissingNode()) {
                names.add(service.getKey());
            }
        });
        assertThat(names).containsExactly("gateway-1", "gateway-2", "haproxy", "redis", "worker-1", "worker-2");
    }

    @Test
    void everyServiceIsLimitedReadOnlyAndNotRoot() throws Exception {
        compose("--profile", "monitoring", "--profile", "cluster").properties().forEach(service -> {
            String name = service.getKey();
            JsonNode told = service.getValue();
            assertThat(told.path("read_only").asBoolean()).as(name).isTrue();
            assertThat(told.path("user").asText()).as(name).matches("[1-9]\\d*:\\d+");
            assertThat(told.path("cap_drop").path(0).asText()).as(name).isEqualTo("ALL");
            if (!name.equals("redis-cluster-init")) {
                assertThat(told.path("deploy").path("resources").path("limits").size())
                        .as(name)
                        .isEqualTo(2);
            }
            if (!WITHOUT_HEALTH.contains(name)) {
                assertThat(told.path("healthcheck").path("test")).as(name).isNotEmpty();
            }
            for (JsonNode port : told.path("ports")) {
                assertThat(port.isTextual() ? port.asText() : port.toString())
                        .as(name)
                        .contains("127.0.0.1");
            }
        });
    }

    /** By its own environment, but for the port and Redis: no name is wrong, and it may be as open as it is told to be. */
    @Test
    void aGatewayStartsAsItIsTold() throws Exception {
        Map<String, String> environment = new HashMap<>();
        compose("--profile", "none")
                .path("gateway-1")
                .path("environment")
                .properties()
                .forEach(variable -> {
                    if (variable.getKey().startsWith("SCANCAST_")) {
                        environment.put(variable.getKey(), variable.getValue().asText());
                    }
                });
        try (OwnRedis redis = OwnRedis.start()) {
            environment.put("SCANCAST_GATEWAY_PORT", "0");
            environment.put("SCANCAST_GATEWAY_DRAIN", "0s");
            environment.put("SCANCAST_REDIS", redis.url());
            try (Gateway gateway = Gateway.start(Settings.load(Gateway.CATALOG, Map.of(), environment, null))) {
                URI live = URI.create("http://127.0.0.1:" + gateway.url().getPort() + "/health/live");
                assertThat(HttpCalls.get(live).statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void systemdFindsNoFaultInTheUnits() throws Exception {
        // What they start need not be installed here.
        String output = run(
                "systemd-analyze",
                "verify",
                "--recursive-errors=no",
                HOME.resolve("deploy/systemd/scancast-gateway.service").toString(),
                HOME.resolve("deploy/systemd/scancast-worker.service").toString());
        assertThat(output.lines().filter(line -> !line.contains("is not executable")))
                .isEmpty();
    }

    @Test
    void haproxyFindsNoFaultInItsFile() throws Exception {
        String output =
                run("haproxy", "-c", "-f", HOME.resolve("deploy/haproxy.cfg").toString());
        assertThat(output).contains("Configuration file is valid");
        assertThat(output.lines().filter(line -> line.contains("[WARNING]") && !line.contains("could not resolve")))
                .isEmpty();
    }

    private static JsonNode compose(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("docker-compose", "-f", HOME.resolve("docker-compose.yml") + ""));
        command.addAll(List.of(arguments));
        command.add("config");
        return ComposeFile.services(run(command.toArray(String[]::new)));
    }

    /** What it printed; it must end well, but for what says that an executable is missing. */
    private static String run(String... command) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                Commands.onPath(command[0]).isPresent(),
                command[0] + " is not on the PATH: install it to run this test");
        Path output = Files.createTempFile("output-", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int status = process.waitFor();
        String printed = Files.readString(output);
        Files.delete(output);
        if (status != 0 && !printed.contains("is not executable")) {
            throw new AssertionError(String.join(" ", command) + " ended with " + status + ":\n" + printed);
        }
        return printed;
    }
}
