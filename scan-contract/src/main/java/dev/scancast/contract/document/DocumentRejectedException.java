package dev.scancast.contract.document;

/** What came from Redis can't be relayed. Thrown at the rate of a flood, so it carries no stack trace. */
public final class DocumentRejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why a document is dropped; the name in lower case is the label that counts it. */
    public enum Reason {
        TOO_LARGE("it is larger than " + WireDocument.MAX_BYTES + " bytes"),
        TOO_DEEP("it is nested deeper than " + Json.MAX_DEPTH),
        NOT_UTF8("it is not valid UTF-8"),
        NOT_JSON("it is not JSON"),
        NOT_AN_OBJECT("it is JSON but no object"),
        OTHER_SCAN("its scan_id names another scan"),
        RESERVED_TYPE("its type is one that only a gateway says"),
        NOT_A_LOG_LINE("it is neither a log line with a number nor a log's end marker");

        private final String meaning;

        Reason(String meaning) {
            this.meaning = meaning;
        }

        /** For logs: what is wrong, as half a sentence. */
        public String meaning() {
            return meaning;
        }
    }

    private final Reason reason;

    private DocumentRejectedException(Reason reason) {
        super(reason.meaning, null, false, false);
        this.reason = reason;
    }

    static DocumentRejectedException of(Reason reason) {
        return new DocumentRejectedException(reason);
    }

    public Reason reason() {
        return reason;
    }
}
