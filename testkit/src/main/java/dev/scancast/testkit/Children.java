package dev.scancast.testkit;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Starts processes that don't outlive this JVM, however it ends.
 *
 * <p>A shutdown hook kills what is left at an orderly end. Test runners also halt a JVM or kill it, and then no hook
 * runs: so a small shell reads the ids of our children from a pipe, and kills those still named when the pipe closes,
 * which the operating system sees to. Thread-safe.
 */
final class Children {
    /** Signals of the terminal must not end the shell before its work is done: hence the trap. */
    private static final String REAPER = "trap '' INT TERM HUP; alive=' '; while read -r op pid; do case $op in "
            + "+) alive=\"$alive$pid \";; "
            + "-) alive=\"${alive%% $pid *} ${alive#* $pid }\";; "
            + "esac; done; for pid in $alive; do kill -9 $pid; done";

    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();
    private static final @Nullable BufferedWriter TO_REAPER = startReaper();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Children::killAll, "testkit-children"));
    }

    private Children() {}

    /**
     * Starts a process that ends with this JVM at the latest.
     *
     * @throws TestkitException if it can't be started
     */
    static Process start(ProcessBuilder builder) {
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new TestkitException("cannot start " + String.join(" ", builder.command()), e);
        }
        ALIVE.add(process);
        tell("+ " + process.pid());
        var unused = process.onExit().thenAccept(Children::forget);
        return process;
    }

    private static void forget(Process process) {
        ALIVE.remove(process);
        tell("- " + process.pid());
    }

    private static void killAll() {
        ALIVE.forEach(Process::destroyForcibly);
    }

    private static void tell(String line) {
        if (TO_REAPER == null) {
            return;
        }
        synchronized (TO_REAPER) {
            try {
                TO_REAPER.write(line + "\n");
                TO_REAPER.flush();
            } catch (IOException e) {
                throw new TestkitException("the process that ends the children of a killed JVM is gone", e);
            }
        }
    }

    private static @Nullable BufferedWriter startReaper() {
        if (Commands.onPath("sh").isEmpty()) {
            return null; // Windows: the shutdown hook has to do
        }
        try {
            return new ProcessBuilder("sh", "-c", REAPER)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .outputWriter(StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new TestkitException("cannot start sh", e);
        }
    }
}
