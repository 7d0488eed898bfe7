package dev.scancast.scanner.engine.structure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Real code that {@code .ci/corpora} fetches. */
enum Corpus {
    SPRING(Language.JAVA, "spring", "spring-core, -context, -beans, -webmvc 6.2.8"),
    KEEPASS(Language.CSHARP, "keepass2", "keepass2 (Debian)"),
    MONO(Language.CSHARP, "mono", "mono (Debian)"),
    RXJS(Language.TYPESCRIPT, "rxjs", "rxjs 7.8.2"),
    EFFECT(Language.TYPESCRIPT, "effect", "effect 3.18.4"),
    THREE(Language.JAVASCRIPT, "three", "three 0.180.0"),
    EXPRESS(Language.JAVASCRIPT, "express", "express 4.21.2"),
    GYP(Language.PYTHON, "gyp", "gyp of node-gyp 11.4.2"),
    GO_TOOLS(Language.GO, "go-tools", "golang-golang-x-tools (Debian)");

    private final Language language;
    private final String directory;
    private final String title;

    Corpus(Language language, String directory, String title) {
        this.language = language;
        this.directory = directory;
        this.title = title;
    }

    Language language() {
        return language;
    }

    /** Its name and version, for people. */
    String title() {
        return title;
    }

    /** Where it lies, or would: in {@code SCANCAST_CORPORA}, else in {@code .scancast/corpora} of the checkout. */
    Path root() {
        return directory(directory);
    }

    /** Where {@code .ci/corpora} puts what it calls so. */
    static Path directory(String name) {
        String chosen = System.getenv("SCANCAST_CORPORA");
        Path corpora = chosen != null
                ? Path.of(chosen)
                : checkout().orElse(Path.of("")).resolve(".scancast").resolve("corpora");
        return corpora.resolve(name).toAbsolutePath();
    }

    /** The parser of its language, if we know how to ask one. */
    Optional<LanguageParser> parser() {
        return switch (language) {
            case JAVA -> Optional.of(new JavaParser());
            case TYPESCRIPT, TSX, JAVASCRIPT -> Optional.of(new TypeScriptParser());
            case CSHARP, HTML, PYTHON, GO -> Optional.empty();
        };
    }

    boolean isThere() {
        return Files.exists(root().resolve(".complete"));
    }

    /** Its files of its language, sorted. */
    List<Path> files() {
        try (Stream<Path> files = Files.walk(root())) {
            return files.filter(file -> Files.isRegularFile(file)
                            && Language.ofFileName(file.getFileName().toString())
                                    .filter(language::equals)
                                    .isPresent())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> checkout() {
        Path directory = Path.of("").toAbsolutePath();
        while (directory != null && !Files.exists(directory.resolve(".ci"))) {
            directory = directory.getParent();
        }
        return Optional.ofNullable(directory);
    }
}
