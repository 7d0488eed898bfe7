package dev.scancast.scanner.engine.structure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The sources under {@code src/test/resources/golden}, one for each construct of each language. Beside
 * each stands a {@code .nodes} file: a line with what {@link LineCounts} must say, then a line for
 * each node, in the order of the text: line, kind, {@code local} if it is, name.
 */
final class GoldenFiles {
    private GoldenFiles() {}

    static Stream<Path> sources() {
        Path root = root();
        try (Stream<Path> files = Files.walk(root)) {
            return files
                    .filter(file ->
                            Files.isRegularFile(file) && !file.toString().endsWith(".nodes"))
                    .map(root::relativize)
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] source(Path source) {
        try {
            return Files.readAllBytes(root().resolve(source));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String expected(Path source) {
        try {
            return Files.readString(root().resolve(source + ".nodes"));
        } catch (IOException e) {
            throw new UncheckedIOException("every golden source needs a .nodes file beside it", e);
        }
    }

    /** What the lexer finds, in the form of a {@code .nodes} file. */
    static String describe(Language language, byte[] text) {
        record Found(int start, String description) {}
        List<Found> nodes = new ArrayList<>();
        FileStructure structure = StructuralLexer.analyze(
                language,
                text,
                text.length,
                (kind, line, local, source, start, end) -> nodes.add(new Found(
                        start,
                        line + " " + kind + (local ? " local " : " ")
                                + new String(source, start, end - start, StandardCharsets.UTF_8))));
        nodes.sort(Comparator.comparingInt(Found::start));
        LineCounts lines = structure.lines();
        StringBuilder description = new StringBuilder()
                .append("lines: code ")
                .append(lines.code())
                .append(", comment ")
                .append(lines.comment())
                .append(", blank ")
                .append(lines.blank());
        if (structure.tags() > 0) {
            description.append("; tags ").append(structure.tags());
        }
        description.append('\n');
        nodes.forEach(node -> description.append(node.description()).append('\n'));
        return description.toString();
    }

    private static Path root() {
        try {
            return Path.of(GoldenFiles.class.getResource("/golden").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
