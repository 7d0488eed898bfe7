package dev.scancast.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The examples of a page, as they stand there. */
final class Examples {
    private Examples() {}

    /** The block behind {@code <!-- example: name -->} on a page of docs/. */
    static String of(String page, String name) throws IOException {
        Matcher matcher = Pattern.compile("<!-- example: " + name + " -->\\n```\\w+\\n(.*?)\\n```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", page)));
        assertThat(matcher.find()).as(page + " has an example " + name).isTrue();
        return matcher.group(1);
    }
}
