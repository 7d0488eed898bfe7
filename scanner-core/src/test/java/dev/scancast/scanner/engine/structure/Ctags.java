package dev.scancast.scanner.engine.structure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** universal-ctags, the oracle: what it finds, as {@link Declaration}s. */
final class Ctags {
    /**
     * Its kinds, by language, as ours. What is left out here is no node: packages, namespaces, macros, imported names,
     * and C#'s {@code using} aliases, which it calls typedefs. Getters and setters are properties; a Go function may
     * turn out to be a method, a Python member a property.
     */
    private static final Map<Language, Map<String, NodeKind>> KINDS = Map.of(
            Language.JAVA,
                    Map.of(
                            "class", NodeKind.TYPE,
                            "interface", NodeKind.TYPE,
                            "enum", NodeKind.TYPE,
                            "annotation", NodeKind.TYPE,
                            "method", NodeKind.METHOD,
                            "field", NodeKind.FIELD,
                            "enumConstant", NodeKind.ENUM_CONSTANT),
            Language.CSHARP,
                    Map.of(
                            "class", NodeKind.TYPE,
                            "interface", NodeKind.TYPE,
                            "enum", NodeKind.TYPE,
                            "struct", NodeKind.TYPE,
                            "method", NodeKind.METHOD,
                            "field", NodeKind.FIELD,
                            "property", NodeKind.PROPERTY,
                            "event", NodeKind.EVENT,
                            "enumerator", NodeKind.ENUM_CONSTANT),
            Language.TYPESCRIPT,
                    Map.of(
                            "class", NodeKind.TYPE,
                            "interface", NodeKind.TYPE,
                            "enum", NodeKind.TYPE,
                            "alias", NodeKind.TYPE,
                            "method", NodeKind.METHOD,
                            "function", NodeKind.FUNCTION,
                            "generator", NodeKind.FUNCTION,
                            "constant", NodeKind.FIELD,
                            "variable", NodeKind.FIELD,
                            "property", NodeKind.PROPERTY),
            Language.JAVASCRIPT,
                    Map.of(
                            "class", NodeKind.TYPE,
                            "method", NodeKind.METHOD,
                            "function", NodeKind.FUNCTION,
                            "generator", NodeKind.FUNCTION,
                            "constant", NodeKind.FIELD,
                            "variable", NodeKind.FIELD,
                            "field", NodeKind.FIELD,
                            "property", NodeKind.FIELD,
                            "getter", NodeKind.PROPERTY,
                            "setter", NodeKind.PROPERTY),
            Language.PYTHON,
                    Map.of(
                            "class", NodeKind.TYPE,
                            "member", NodeKind.METHOD,
                            "function", NodeKind.FUNCTION,
                            "variable", NodeKind.FIELD),
            Language.GO,
                    Map.of(
                            "struct", NodeKind.TYPE,
                            "interface", NodeKind.TYPE,
                            "type", NodeKind.TYPE,
                            "talias", NodeKind.TYPE,
                            "func", NodeKind.FUNCTION,
                            "methodSpec", NodeKind.METHOD,
                            "member", NodeKind.FIELD,
                            "anonMember", NodeKind.FIELD,
                            "const", NodeKind.FIELD,
                            "var", NodeKind.FIELD));

    private final ObjectMapper json = new ObjectMapper();

    /** Its first line on itself; empty if there is no universal-ctags that writes JSON. */
    static Optional<String> version() {
        try {
            Process process = new ProcessBuilder("ctags", "--version")
                    .redirectErrorStream(true)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean usable = text.startsWith("Universal Ctags") && text.contains("+json");
            return usable ? text.lines().findFirst() : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Runs it over these files and hands on what it found, one file after the other; of some it finds nothing. */
    void read(Language language, List<Path> files, BiConsumer<Path, List<Declaration>> consumer)
            throws IOException, InterruptedException {
        Map<String, NodeKind> kinds = KINDS.get(language);
        Process process = new ProcessBuilder(
                        "ctags", "--output-format=json", "--fields=+nKS-P", "--sort=no", "-f", "-", "-L", "-")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        // It answers while it reads, so whoever writes to it must not be who reads from it.
        Thread feeder = new Thread(() -> feed(process, files), "ctags-feeder");
        feeder.start();
        Set<Path> left = new HashSet<>(files);
        Path current = null;
        List<Declaration> found = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode tag = json.readTree(line);
                Path file = Path.of(tag.get("path").asText());
                if (!file.equals(current)) {
                    if (current != null) {
                        consumer.accept(current, found);
                    }
                    if (!left.remove(file)) {
                        throw new IOException("ctags came back to " + file);
                    }
                    current = file;
                    found = new ArrayList<>();
                }
                NodeKind kind = kinds.get(tag.path("kind").asText());
                if (kind != null) {
                    found.add(new Declaration(
                            tag.get("line").asInt(),
                            tag.get("name").asText(),
                            kind,
                            false,
                            tag.path("scope").asText()));
                }
            }
        } finally {
            process.destroy();
            feeder.join();
        }
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("ctags ended with " + status);
        }
        if (current != null) {
            consumer.accept(current, found);
        }
        for (Path file : files) {
            if (left.contains(file)) {
                consumer.accept(file, List.of());
            }
        }
    }

    private static void feed(Process process, List<Path> files) {
        try (Writer writer = process.outputWriter(StandardCharsets.UTF_8)) {
            for (Path file : files) {
                writer.write(file + "\n");
            }
        } catch (IOException e) {
            process.destroy(); // then its status tells
        }
    }
}
