package dev.scancast.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Repositories to scan, made for a test. */
final class Repositories {
    /** Large enough that a scan of {@link #endless} goes on for minutes. */
    private static final int ENDLESS_FILES = 4000;

    private static final int LARGE_METHODS = 60_000;

    private Repositories() {}

    /** Three Java files with six nodes. */
    static Path small(Path directory) {
        for (String name : new String[] {"A", "B", "C"}) {
            write(directory.resolve("src/" + name + ".java"), "class " + name + " {\n  void run() {}\n}\n");
        }
        return directory;
    }

    /** One file of some megabytes under many names, as hard links: no disk is filled, and no scan gets through it soon. */
    static Path endless(Path directory) {
        StringBuilder text = new StringBuilder("class Large {\n");
        for (int i = 0; i < LARGE_METHODS; i++) {
            text.append("  int method").append(i).append("(String a, int b) { return a.length() + b; }\n");
        }
        Path first = directory.resolve("File0.java");
        write(first, text.append("}\n").toString());
        try {
            for (int i = 1; i < ENDLESS_FILES; i++) {
                Files.createLink(directory.resolve("File" + i + ".java"), first);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directory;
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
