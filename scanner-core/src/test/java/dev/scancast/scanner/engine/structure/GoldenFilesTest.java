package dev.scancast.scanner.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The lexer against {@link GoldenFiles}: every node, its kind, its name and its line, and no other. */
class GoldenFilesTest {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    static Stream<Path> sources() {
        return GoldenFiles.sources();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void findsExactlyTheseNodesAndLines(Path source) {
        String expected = GoldenFiles.expected(source);
        String found = GoldenFiles.describe(language(source), GoldenFiles.source(source));
        assertThat(found).withFailMessage(() -> difference(expected, found)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("sources")
    void otherLineBreaksChangeNothing(Path source) {
        String expected = withoutLineBreaks(GoldenFiles.expected(source));
        for (String lineBreak : List.of("\r\n", "\r")) {
            String text = new String(GoldenFiles.source(source), StandardCharsets.UTF_8).replace("\n", lineBreak);
            String found =
                    withoutLineBreaks(GoldenFiles.describe(language(source), text.getBytes(StandardCharsets.UTF_8)));
            assertThat(found).withFailMessage(() -> difference(expected, found)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("sources")
    void aByteOrderMarkChangesNothing(Path source) {
        byte[] text = GoldenFiles.source(source);
        byte[] marked = Arrays.copyOf(BYTE_ORDER_MARK, BYTE_ORDER_MARK.length + text.length);
        System.arraycopy(text, 0, marked, BYTE_ORDER_MARK.length, text.length);
        String expected = GoldenFiles.expected(source);
        String found = GoldenFiles.describe(language(source), marked);
        assertThat(found).withFailMessage(() -> difference(expected, found)).isEqualTo(expected);
    }

    @Test
    void everyLanguageHasSome() {
        Set<Language> covered = GoldenFiles.sources()
                .map(GoldenFilesTest::language)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Language.class)));
        assertThat(covered).containsExactlyInAnyOrder(Language.values());
    }

    private static Language language(Path source) {
        return Language.ofFileName(source.toString()).orElseThrow();
    }

    /** A name may go over lines (a computed one), so its breaks are not compared. */
    private static String withoutLineBreaks(String description) {
        return description.replace("\r\n", "\n").replace('\r', '\n');
    }

    private static String difference(String expected, String found) {
        List<String> wanted = expected.lines().toList();
        List<String> got = found.lines().toList();
        String missing =
                wanted.stream().filter(line -> !got.contains(line)).collect(Collectors.joining("\n- ", "\n- ", ""));
        String extra =
                got.stream().filter(line -> !wanted.contains(line)).collect(Collectors.joining("\n+ ", "\n+ ", ""));
        return "expected (-) but found (+):" + missing + extra + "\nall that was found:\n" + found;
    }
}
