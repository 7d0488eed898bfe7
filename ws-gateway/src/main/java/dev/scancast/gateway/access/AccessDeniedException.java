package dev.scancast.gateway.access;

/** Somebody didn't prove who they are. The message is for them, and holds nothing of what they sent. */
public final class AccessDeniedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why. */
    public enum Reason {
        /** Nothing was sent. */
        NO_CREDENTIALS("authentication_required", "send Authorization: Bearer with a token"),
        /** No token of ours, or one for somebody else. */
        BAD_TOKEN("invalid_token", "the token is not valid here"),
        /** It was good once. */
        EXPIRED("token_expired", "the token has expired: get a new one"),
        /** Used, too old, of something else, or made up. */
        BAD_TICKET("invalid_ticket", "the ticket is used, too old or for something else: get a new one"),
        /** Tokens in addresses end up in logs and histories. */
        TOKEN_IN_QUERY(
                "token_in_query", "a token in the address is not taken here: get a ticket, or set auth.query-token");

        private final String code;
        private final String detail;

        Reason(String code, String detail) {
            this.code = code;
            this.detail = detail;
        }

        /** For programs; also the reason of a close. */
        public String code() {
            return code;
        }

        /** For people. */
        public String detail() {
            return detail;
        }
    }

    AccessDeniedException(Reason reason) {
        super(reason.detail());
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
