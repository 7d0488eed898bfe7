package dev.scancast.launcher.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scancast.testkit.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** docker-compose.yml, whose services are run as plain processes: what is told there of containers alone is left out. */
final class ComposeFile {
    static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    private final JsonNode services;
    private final Path jre;

    /** @param jre where a JRE is made by deploy/jre.sh, unless it is there */
    ComposeFile(Path jre) throws IOException, InterruptedException {
        this.services = services(Files.readString(HOME.resolve("docker-compose.yml")));
        this.jre = jre;
        if (!Files.exists(jre)) {
            ProcessBuilder make = new ProcessBuilder(
                            HOME.resolve("deploy/jre.sh").toString(), jre.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            make.environment().put("JAVA_HOME", System.getProperty("java.home"));
            Process made = make.start();
            if (!made.waitFor(2, TimeUnit.MINUTES) || made.exitValue() != 0) {
                throw new AssertionError("deploy/jre.sh made no JRE");
            }
        }
    }

    /** The services in a compose file, what they take over from others included. */
    static JsonNode services(String yaml) {
        Object file = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        return new ObjectMapper().valueToTree(file).path("services");
    }

    Path java() {
        return jre.resolve("bin/java");
    }

    /** The service's Redis, by its command. */
    ChildProcess redis(String service, int port, Path directory) {
        List<String> command = new ArrayList<>();
        services.path(service).path("command").forEach(part -> command.add(part.asText()));
        command.addAll(List.of("--bind", "127.0.0.1", "--port", Integer.toString(port), "--dir", directory.toString()));
        return ChildProcess.start(service, command);
    }

    /**
     * The service's gateway or worker, by its command, environment and limit of memory.
     *
     * @param instead what stands in the environment in place of what stands there
     */
    ChildProcess java(String service, Map<String, String> instead) {
        JsonNode told = services.path(service);
        List<String> command = new ArrayList<>(List.of("env"));
        told.path("environment").properties().forEach(variable -> {
            String name = variable.getKey();
            String value = instead.getOrDefault(name, variable.getValue().asText());
            String limit = name.equals("JDK_JAVA_OPTIONS") ? " -XX:MaxRAM=" + memory(told) : "";
            command.add(name + "=" + value + limit);
        });
        command.addAll(List.of(
                java().toString(),
                "-cp",
                HOME.resolve("launcher/target/scancast/lib") + "/*",
                "dev.scancast.launcher.Main"));
        told.path("command").forEach(part -> command.add(part.asText()));
        return ChildProcess.start(service, command);
    }

    private static String memory(JsonNode told) {
        return told.path("deploy")
                .path("resources")
                .path("limits")
                .path("memory")
                .asText();
    }
}
