package dev.scancast.scanner.engine.structure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parser of TypeScript and JavaScript, by node and {@code declarations.js}. */
final class TypeScriptParser implements LanguageParser {
    @Override
    public Optional<String> missing() {
        if (!Files.exists(library())) {
            return Optional.of("no parser at " + library() + ": run .ci/corpora");
        }
        try {
            new ProcessBuilder("node", "--version").start().destroy();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("no node on the path");
        }
    }

    @Override
    public Map<Path, List<Declaration>> read(List<Path> files) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "node", script().toString(), library().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Writer paths = process.outputWriter(StandardCharsets.UTF_8)) { // it reads all before it writes
            for (Path file : files) {
                paths.write(file + "\n");
            }
        }
        Map<Path, List<Declaration>> found = new HashMap<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] parts = line.split("\t", 4);
                found.computeIfAbsent(Path.of(parts[0]), file -> new ArrayList<>())
                        .add(new Declaration(
                                Integer.parseInt(parts[1]), parts[3], NodeKind.valueOf(parts[2]), false, ""));
            }
        }
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("node ended with " + status);
        }
        return found;
    }

    private static Path library() {
        return Corpus.directory("typescript").resolve("lib").resolve("typescript.js");
    }

    private static Path script() {
        try {
            return Path.of(TypeScriptParser.class
                    .getResource("/accuracy/declarations.js")
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
