package dev.scancast.scanner.source;

import org.jspecify.annotations.Nullable;

/** A path can't be scanned by this worker. The message says why and what to do. */
public final class PathRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;

    /** Why, for programs. */
    public enum Code {
        /** Outside what this worker may scan, be it by {@code ..} or by a link. */
        PATH_NOT_ALLOWED("path_not_allowed"),
        /** Not there, or nothing that can be looked at. */
        PATH_NOT_FOUND("path_not_found"),
        /** A file. */
        NOT_A_DIRECTORY("not_a_directory");

        private final String wireName;

        Code(String wireName) {
            this.wireName = wireName;
        }

        /** As documents and answers spell it. */
        public String wireName() {
            return wireName;
        }
    }

    PathRefusedException(Code code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    /** Never null here. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
