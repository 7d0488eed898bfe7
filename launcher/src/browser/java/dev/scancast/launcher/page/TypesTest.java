package dev.scancast.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The types that the modules tell of themselves, as TypeScript's compiler sees them. */
@NeedsNode
class TypesTest {
    private static final Path MODULES =
            Path.of("..", "ws-gateway/src/main/resources/dev/scancast/gateway/web/assets");

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
                Node.node().toString(), Node.compiler(directory).toString()));
        command.addAll(STRICTLY);
        modules.forEach(module -> command.add(module.toString()));
        return Node.run(directory, command).output();
    }
}
