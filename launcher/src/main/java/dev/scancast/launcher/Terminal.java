package dev.scancast.launcher;

import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the start script tells of the terminal and of where it stands.
 *
 * @param out for what a command answers
 * @param err for progress and what is wrong
 * @param interactive whether a person looks at {@code err}, so that a moving bar is of use
 * @param home the directory of the project, null where the start script wasn't used
 * @param run a directory that the start script removes afterwards; a process whose id stands in a {@code *.pid} file
 *     there it kills first. Null where the start script wasn't used
 */
record Terminal(
        PrintStream out,
        PrintStream err,
        boolean interactive,
        @Nullable Path home,
        @Nullable Path run) {

    static Terminal ofThisProcess() {
        return new Terminal(
                System.out,
                System.err,
                Boolean.getBoolean("scancast.tty"),
                path("scancast.home"),
                path("scancast.run"));
    }

    private static @Nullable Path path(String property) {
        String value = System.getProperty(property);
        return value == null || value.isEmpty() ? null : Path.of(value);
    }

    /** Where to show a scan's progress. */
    ScanDisplay display() {
        return interactive ? new BarDisplay(err) : new LineDisplay(out);
    }
}
