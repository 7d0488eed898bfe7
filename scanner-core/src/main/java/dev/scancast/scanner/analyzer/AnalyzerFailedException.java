package dev.scancast.scanner.analyzer;

import org.jspecify.annotations.Nullable;

/** An analyzer can't go on. The message is for people: what happened and, where that can be told, what to do. */
public final class AnalyzerFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    public AnalyzerFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
