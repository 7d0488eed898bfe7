package dev.scancast.contract.source;

/** A source may not be scanned, by its name or address. The message says why and what to do, and holds no secrets. */
public final class SourceRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;

    /** Why, for programs. */
    public enum Code {
        /** The URL, its host or its address. */
        URL_NOT_ALLOWED("url_not_allowed"),
        /** The ref could name no branch, tag or commit. */
        BAD_REF("bad_ref");

        private final String wireName;

        Code(String wireName) {
            this.wireName = wireName;
        }

        /** As documents and answers spell it. */
        public String wireName() {
            return wireName;
        }
    }

    private SourceRefusedException(Code code, String message) {
        super(message);
        this.code = code;
    }

    static SourceRefusedException url(String message) {
        return new SourceRefusedException(Code.URL_NOT_ALLOWED, message);
    }

    static SourceRefusedException ref(String message) {
        return new SourceRefusedException(Code.BAD_REF, message);
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
