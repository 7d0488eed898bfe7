package dev.scancast.scanner.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The lexer against two oracles on real code ({@code .ci/corpora} fetches it): universal-ctags, and
 * the parser of the language itself where one can be asked. Writes what docs/accuracy.md holds to
 * {@code target/accuracy.md}.
 */
class AccuracyTest {
    private static final double MOST_DIFFERENCE_PERCENT = 2.5;
    private static final double MOST_UNEXPLAINED_PERCENT = 0.2;
    private static final double MOST_AGAINST_PARSER_PERCENT = 0.1;

    private static final Map<Corpus, Comparison> WITH_CTAGS = new TreeMap<>();
    private static final Map<Corpus, ParserComparison> WITH_PARSER = new TreeMap<>();

    /** Both must find the same names on the same lines, save where a {@link DifferenceCause} holds. */
    @ParameterizedTest
    @EnumSource(Corpus.class)
    void agreesWithCtagsOn(Corpus corpus) throws Exception {
        assumeTrue(Ctags.version().isPresent(), "no universal-ctags with JSON output on the path");
        assumeTrue(corpus.isThere(), () -> "no corpus at " + corpus.root() + ": run .ci/corpora");
        Map<Path, List<Declaration>> parsed = DifferenceCause.asksParser(corpus.language()) ? parse(corpus) : Map.of();

        Comparison comparison = new Comparison(corpus);
        new Ctags().read(corpus.language(), corpus.files(), (file, oracle) -> {
            byte[] text = bytes(file);
            comparison.add(
                    corpus.root().relativize(file).toString(),
                    new SourceText(text),
                    declarations(corpus.language(), text),
                    oracle,
                    parsed.getOrDefault(file, List.of()));
        });
        WITH_CTAGS.put(corpus, comparison);

        assertThat(comparison.unexplainedPercent())
                .as("percent that has no cause, such as%n%s", String.join("\n", comparison.examples()))
                .isLessThanOrEqualTo(MOST_UNEXPLAINED_PERCENT);
        assertThat(Math.abs(comparison.differencePercent()))
                .as("difference in percent")
                .isLessThanOrEqualTo(MOST_DIFFERENCE_PERCENT);
    }

    /** Every kind and name, and on every line that the parser tells. */
    @ParameterizedTest
    @EnumSource(
            value = Corpus.class,
            names = {"SPRING", "RXJS", "EFFECT", "THREE", "EXPRESS"})
    void agreesWithTheParserOfTheLanguageOn(Corpus corpus) throws Exception {
        assumeTrue(corpus.isThere(), () -> "no corpus at " + corpus.root() + ": run .ci/corpora");

        Map<Path, List<Declaration>> parsed = parse(corpus);
        ParserComparison comparison = new ParserComparison(corpus);
        for (Path file : corpus.files()) {
            comparison.add(
                    corpus.root().relativize(file).toString(),
                    declarations(corpus.language(), bytes(file)),
                    parsed.getOrDefault(file, List.of()));
        }
        WITH_PARSER.put(corpus, comparison);

        assertThat(comparison.differentPercent())
                .as("percent that only one of both has: %s", comparison.examples())
                .isLessThanOrEqualTo(MOST_AGAINST_PARSER_PERCENT);
    }

    private static Map<Path, List<Declaration>> parse(Corpus corpus) throws Exception {
        LanguageParser parser = corpus.parser().orElseThrow();
        assumeTrue(parser.missing().isEmpty(), () -> parser.missing().orElse(""));
        return parser.read(corpus.files());
    }

    @AfterAll
    static void writeTables() throws IOException {
        if (!WITH_CTAGS.isEmpty() || !WITH_PARSER.isEmpty()) {
            Files.writeString(
                    Path.of("target", "accuracy.md"), AccuracyTable.of(WITH_CTAGS.values(), WITH_PARSER.values()));
        }
    }

    private static List<Declaration> declarations(Language language, byte[] text) {
        List<Declaration> declarations = new ArrayList<>();
        StructuralLexer.analyze(
                language,
                text,
                text.length,
                (kind, line, local, source, start, end) -> declarations.add(new Declaration(
                        line, new String(source, start, end - start, StandardCharsets.UTF_8), kind, local, "")));
        return declarations;
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
