package dev.scancast.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The types that the modules tell of themselves, as TypeScript's compiler sees them. */
class TypesTest {
    private static final Path MODULES =
            Path.of("..", "ws-gateway/src/main/resources/dev/scancast/gateway/web/assets");

    private static final String COMPILER = "/META-INF/resources/webjars/typescript/5.9.3/lib";

    private static final List<String> STRICTLY = List.of(
            "--noEmit",
            "--checkJs",
            "--allowJs",
            "--strict",
            "--target",
            "es2022",
            "--module",
            "es2022",
            "--moduleResolution",
            "bundler",
            "--lib",
            "es2022,dom,dom.iterable");

    @TempDir
    private Path directory;

    @Test
    void typesOfAllModulesHold() throws Exception {
        List<Path> modules;
        try (Stream<Path> files = Files.list(MODULES)) {
            modules = files.filter(file -> file.toString().endsWith(".js"))
                    .map(Path::toAbsolutePath)
                    .toList();
        }
        assertThat(modules).hasSizeGreaterThan(20);
        for (Path module : modules) {
            assertThat(module).content().startsWith("// @ts-check\n");
        }
        assertThat(complaintsAbout(modules)).isEmpty();
    }

    @Test
    void typeThatDoesNotHoldIsFound() throws Exception {
        Path module = Files.writeString(directory.resolve("wrong.js"), "/** @type {number} */ export const n = 'one';\n");

        assertThat(complaintsAbout(List.of(module))).contains("wrong.js").contains("TS2322");
    }

    private String complaintsAbout(List<Path> modules) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Chromium.node().toString(), compiler().resolve("tsc.js").toString()));
        command.addAll(STRICTLY);
        modules.forEach(module -> command.add(module.toString()));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly();
        }
    }

    /** From its jar: node reads no jars. */
    private Path compiler() throws IOException, URISyntaxException {
        URI script = Objects.requireNonNull(getClass().getResource(COMPILER + "/tsc.js")).toURI();
        Path copy = Files.createDirectories(directory.resolve("typescript"));
        try (FileSystem jar = FileSystems.newFileSystem(script, Map.of());
                Stream<Path> files = Files.list(jar.getPath(COMPILER))) {
            for (Path file : files.filter(path -> path.toString().matches(".*/(_?tsc\\.js|lib\\..*\\.d\\.ts|lib\\.d\\.ts)"))
                    .toList()) {
                Files.copy(file, copy.resolve(file.getFileName().toString()));
            }
        }
        return copy;
    }
}
