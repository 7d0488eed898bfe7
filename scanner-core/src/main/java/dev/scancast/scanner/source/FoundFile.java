package dev.scancast.scanner.source;

import java.io.File;
import java.nio.file.Path;

/**
 * A file that is to be scanned.
 *
 * @param relative to the repository; keeps the name's bytes, which its text may not
 * @param bytes its size when it was found
 */
public record FoundFile(Path relative, long bytes) {

    /** The path for people and documents, with slashes. */
    public String path() {
        return PrintableText.of(withSlashes(relative.toString()));
    }

    /** The directory it is in, for people and documents; {@code .} for the repository itself. */
    public String directory() {
        Path parent = relative.getParent();
        return parent == null ? "." : PrintableText.of(withSlashes(parent.toString()));
    }

    static String withSlashes(String path) {
        return File.separatorChar == '/' ? path : path.replace(File.separatorChar, '/');
    }
}
