package dev.scancast.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client as an npm package: packed, installed from its tarball, and used as other people's projects use it. */
@NeedsNode
class NpmPackageTest {
    private static final Path SOURCE = Path.of("..", "ws-gateway/src/main/npm").toAbsolutePath();

    private static final String PROGRAM =
            """
            import { outcomeOf, percentOf, watch, watchMany } from "scancast-client";
            import type { Outcome, ProgressDocument, State, WatchOptions } from "scancast-client";

            declare const process: { argv: string[] };
            const [, , baseUrl, scanId] = process.argv;
            const show = (document: ProgressDocument): string => `${document.status} ${percentOf(document) ?? "?"}`;
            const options: WatchOptions = {
              baseUrl,
              onProgress: (document) => console.log(show(document)),
              onState: (state: State) => state.transport !== null && console.log("by", state.transport),
              onComplete: (document, outcome: Outcome) => console.log("ended", outcome, outcomeOf(document?.status)),
            };
            const watching = watch(scanId, options);
            const name: "connecting" | "live" | "stale" | "reconnecting" | "ended" | "refused" = watching.state.name;
            console.log(name, typeof watchMany);
            """;

    @TempDir
    private static Path directory;

    private static Path compiler;
    private static Path project;

    @BeforeAll
    static void packAndInstall() throws Exception {
        Assumptions.assumeTrue(Node.find("npm").isPresent(), "npm is not on the PATH: install it to run this test");
        compiler = Node.compiler(directory);
        Path packed = Files.createDirectory(directory.resolve("packed"));
        String tarball = Node.succeed(
                        packed,
                        Node.node().toString(),
                        SOURCE.resolve("pack.mjs").toString(),
                        packed.toString(),
                        compiler.toString())
                .strip();
        project = Files.createDirectory(directory.resolve("project"));
        Files.writeString(project.resolve("package.json"), "{\"private\": true, \"type\": \"module\"}");
        Node.succeed(project, "npm", "install", "--offline", "--no-audit", "--no-fund", tarball);
    }

    @Test
    void programOfAnotherProjectIsCompiledAndSeesAScanToItsEnd() throws Exception {
        Files.writeString(project.resolve("use.ts"), PROGRAM);
        assertThat(compile("use.ts", "--outDir", "out")).isEqualTo(new Node.Ended(0, ""));
        try (Stage stage = Stage.set()) {
            ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
            scan.complete();

            String printed = Node.succeed(
                    project,
                    Node.node().toString(),
                    "out/use.js",
                    stage.home() + "api/v1/scanner",
                    scan.scan().value());

            assertThat(printed.lines())
                    .startsWith("connecting function")
                    .contains("completed 100")
                    .endsWith("ended completed completed");
        }
    }

    @Test
    void wrongUseIsFoundByTheTypes() throws Exception {
        Files.writeString(
                project.resolve("wrong.ts"),
                "import { watch } from \"scancast-client\";\nwatch(7);\nwatch(\"a\", { onProgres: () => 0 });\n");

        assertThat(compile("wrong.ts", "--noEmit").output()).contains("wrong.ts(2,", "wrong.ts(3,", "onProgres");
    }

    @Test
    void packageHoldsTheClientAloneWithTypesForAllOfIt() throws IOException {
        Path installed = project.resolve("node_modules/scancast-client");
        List<String> names;
        try (var files = Files.list(installed.resolve("dist"))) {
            names = files.map(file -> file.getFileName().toString()).sorted().toList();
        }
        assertThat(names).contains("scancast.js", "watch.js", "watch-many.js").noneMatch(name -> name.contains("page.js"));
        assertThat(names.stream().filter(name -> name.endsWith(".js")).map(name -> name.replace(".js", ".d.ts")))
                .isSubsetOf(names);
        assertThat(installed.resolve("LICENSE")).exists();
        assertThat(installed.resolve("README.md")).exists();
    }

    @Test
    void packageHasTheProjectsVersion() throws IOException {
        JsonNode description = new ObjectMapper().readTree(SOURCE.resolve("package.json").toFile());
        Matcher version = Pattern.compile("<version>(.*?)(-SNAPSHOT)?</version>")
                .matcher(Files.readString(Path.of("..", "pom.xml")));
        assertThat(version.find()).isTrue();
        assertThat(description.path("version").asText()).isEqualTo(version.group(1));
    }

    private static Node.Ended compile(String file, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(Node.node().toString(), compiler.toString(), "--strict"));
        command.addAll(List.of("--target", "es2022", "--module", "nodenext", "--moduleResolution", "nodenext"));
        command.addAll(List.of("--lib", "es2022,dom,dom.iterable"));
        command.addAll(List.of(options));
        command.add(file);
        return Node.run(project, command);
    }
}
