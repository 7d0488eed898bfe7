package dev.scancast.launcher;

import org.jspecify.annotations.Nullable;

/** Ends a command with one line that says what was wrong and what to do. */
final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    CommandFailedException(ExitCode exitCode, String message) {
        this(exitCode, message, null);
    }

    CommandFailedException(ExitCode exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    ExitCode exitCode() {
        return exitCode;
    }
}
