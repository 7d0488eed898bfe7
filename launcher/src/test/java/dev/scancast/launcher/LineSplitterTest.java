package dev.scancast.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
    private final List<String> lines = new ArrayList<>();
    private final LineSplitter splitter = new LineSplitter(lines::add);

    @Test
    void linesEndWithEitherOrBothAndEmptyOnesAreLeftOut() {
        accept("one\ntwo\r\n\n  \nthree\rfour");
        assertThat(lines).containsExactly("one", "two", "three");
        splitter.end();
        assertThat(lines).containsExactly("one", "two", "three", "four");
    }

    @Test
    void aCharacterMayComeInParts() {
        byte[] bytes = "größe ✓\n".getBytes(UTF_8);
        for (byte b : bytes) {
            splitter.accept(new byte[] {b}, 1);
        }
        assertThat(lines).containsExactly("größe ✓");
    }

    @Test
    void whatIsNoUtf8IsReplaced() {
        splitter.accept(new byte[] {'a', (byte) 0xff, 'b', '\n'}, 4);
        assertThat(lines).containsExactly("a\ufffdb");
    }

    @Test
    void ofALongLineTheBeginningIsKept() {
        accept("x".repeat(3 * LineSplitter.LONGEST) + "\nnext\n");
        assertThat(lines).containsExactly("x".repeat(LineSplitter.LONGEST), "next");
    }

    private void accept(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        splitter.accept(bytes, bytes.length);
    }
}
