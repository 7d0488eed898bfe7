package dev.scancast.scanner.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the bytes are: the lexer never throws and needs time linear in their number. */
class HostileTextTest {
    private static final int MILLION = 1_000_000;
    private static final int MANY = 250_000;

    /** Generous: linear time is some ten milliseconds here, quadratic time a minute and more. */
    private static final Duration LINEAR = Duration.ofSeconds(20);

    private static final List<String> REPEATED = List.of(
            "(",
            "[",
            "{",
            "<",
            ")",
            "}",
            ">",
            "\"",
            "'",
            "`",
            "\"\"\"",
            "'''",
            "@",
            "#",
            "$",
            "$\"{",
            "`${",
            "\\",
            "/",
            "/*",
            "//",
            "=/[",
            "/[ ",
            "<a",
            "<a>{",
            "<!--",
            "<script>",
            "<style>",
            "a<",
            "a<b,",
            "a<(",
            "class A{",
            "a(",
            "=>",
            "a?b:",
            "#if A\n",
            "#if A\n{\n#endif\n",
            "if(",
            "for(;;)",
            "def f(",
            "x=",
            "a,",
            "a:",
            "a.",
            "\n",
            "\r",
            " ",
            "\t",
            "\n \t",
            "\0",
            "\u00e9",
            "new A(",
            "record ",
            "enum {",
            "type (",
            "func(",
            "get ",
            "@A(",
            "?.",
            "++",
            "*",
            "a b ",
            "extends ",
            "`a${b}",
            "$@\"{a}\"\"",
            "\"\\",
            "R\"\"",
            "$$$\"\"\"{",
            "case ",
            "static {");

    @ParameterizedTest
    @EnumSource(Language.class)
    void aMillionOpenBracketsAreReadInTime(Language language) {
        for (String bracket : List.of("(", "[", "{", "<")) {
            assertLinear(language, bracket, MILLION);
        }
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void anythingRepeatedIsReadInTime(Language language) {
        for (String repeated : REPEATED) {
            assertLinear(language, repeated, MANY);
        }
    }

    private static void assertLinear(Language language, String repeated, int length) {
        byte[] text = repeated.repeat(length / repeated.length()).getBytes(StandardCharsets.UTF_8);
        assertTimeoutPreemptively(
                LINEAR,
                () -> StructuralLexer.analyze(language, text, text.length),
                () -> language + " of many " + repeated);
    }

    @ParameterizedTest
    @EnumSource(
            value = Language.class,
            names = {"TYPESCRIPT", "TSX", "JAVASCRIPT"})
    void aLineOfManyMegabytesHoldsItsFunctions(Language language) {
        int functions = 200_000;
        String text = "function f(a){return a/2+'}'}".repeat(functions);
        assertThat(count(language, text).nodes().of(NodeKind.FUNCTION)).isEqualTo(functions);
        assertThat(count(language, text).lines().total()).isOne();
    }

    @Test
    void typesMayBeNestedAHundredThousandDeep() {
        int depth = 100_000;
        FileStructure structure = count(Language.JAVA, "class A { ".repeat(depth) + "}".repeat(depth));
        assertThat(structure.nodes().of(NodeKind.TYPE)).isEqualTo(depth);
    }

    @Test
    void anEmptyTextHasNothing() {
        for (Language language : Language.values()) {
            assertThat(count(language, "").nodes()).isEqualTo(NodeCounts.NONE);
            assertThat(count(language, "").lines()).isEqualTo(LineCounts.NONE);
        }
    }

    @Test
    void goldenSourcesMayBeCutOffAnywhere() {
        GoldenFiles.sources().forEach(source -> {
            byte[] text = GoldenFiles.source(source);
            for (int length = 0; length <= text.length; length++) {
                try {
                    StructuralLexer.analyze(language(source), Arrays.copyOf(text, length), length);
                } catch (RuntimeException e) {
                    throw new AssertionError(source + " cut off after " + length + " bytes", e);
                }
            }
        });
    }

    @Test
    void goldenSourcesMayHoldAnyBytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        GoldenFiles.sources().forEach(source -> {
            for (int round = 0; round < 200; round++) {
                byte[] text = damaged(GoldenFiles.source(source), random);
                try {
                    StructuralLexer.analyze(language(source), text, text.length);
                } catch (RuntimeException e) {
                    throw new AssertionError(source + " damaged, seed " + seed + ", round " + round, e);
                }
            }
        });
    }

    /** Every file, cut off once and damaged once, also as another language than it is. */
    @ParameterizedTest
    @EnumSource(Corpus.class)
    void realCodeMayBeDamaged(Corpus corpus) throws IOException {
        assumeTrue(corpus.isThere(), () -> "no corpus at " + corpus.root() + ": run .ci/corpora");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Language[] languages = Language.values();
        for (Path file : corpus.files()) {
            byte[] text = Files.readAllBytes(file);
            byte[] damaged = damaged(text, random);
            int length = random.nextInt(text.length + 1);
            Language other = languages[random.nextInt(languages.length)];
            assertTimeoutPreemptively(
                    LINEAR,
                    () -> {
                        StructuralLexer.analyze(corpus.language(), text, length);
                        StructuralLexer.analyze(corpus.language(), damaged, damaged.length);
                        StructuralLexer.analyze(other, text, text.length);
                    },
                    () -> file + " cut off after " + length + ", damaged, or as " + other + ", seed " + seed);
        }
    }

    /** A copy with some bytes replaced: by any, or by marks that open and close things. */
    private static byte[] damaged(byte[] text, Random random) {
        byte[] damaged = text.clone();
        byte[] marks = "\"'`/*{}[]()<>=#@$\\\n\r:;,.".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 1 + text.length / 200 && text.length > 0; i++) {
            int at = random.nextInt(text.length);
            damaged[at] = random.nextBoolean() ? (byte) random.nextInt(256) : marks[random.nextInt(marks.length)];
        }
        return damaged;
    }

    private static FileStructure count(Language language, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return StructuralLexer.analyze(language, utf8, utf8.length);
    }

    private static Language language(Path source) {
        return Language.ofFileName(source.toString()).orElseThrow();
    }
}
