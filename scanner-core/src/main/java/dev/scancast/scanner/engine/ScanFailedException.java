package dev.scancast.scanner.engine;

import dev.scancast.contract.document.ScanError;
import org.jspecify.annotations.Nullable;

/** The scan can't go on: it ends in {@code error}. A file that can't be read is no reason for that. */
public final class ScanFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * @param code stable, for programs, such as {@code path_not_found}
     * @param message for people: what happened and what to do
     */
    public ScanFailedException(String code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** As documents tell it. */
    public ScanError error() {
        return new ScanError(code, String.valueOf(getMessage()));
    }
}
