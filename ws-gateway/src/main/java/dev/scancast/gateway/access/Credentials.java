package dev.scancast.gateway.access;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a client proves itself by. Its text never shows the secret: it may stand in a log by mistake. */
public sealed interface Credentials {

    /** The parameter of a ticket. */
    String TICKET_PARAMETER = "ticket";

    /** The parameter of a token. */
    String TOKEN_PARAMETER = "token";

    /** Nothing. */
    record None() implements Credentials {}

    /**
     * A token.
     *
     * @param inQuery whether it stood in the address, which must be allowed
     */
    record Token(String value, boolean inQuery) implements Credentials {
        @Override
        public String toString() {
            return inQuery ? "token in the query" : "token";
        }
    }

    /** A one-time ticket. */
    record Ticket(String value) implements Credentials {
        @Override
        public String toString() {
            return TICKET_PARAMETER;
        }
    }

    /**
     * What was sent. The header counts before a ticket, that before a token in the address.
     *
     * @param authorization the header, null if there is none
     * @param ticket the parameter, null if there is none; so the next
     */
    static Credentials of(@Nullable String authorization, @Nullable String ticket, @Nullable String token) {
        String scheme = "bearer ";
        if (authorization != null
                && authorization.toLowerCase(Locale.ROOT).startsWith(scheme)
                && authorization.length() > scheme.length()) {
            return new Token(authorization.substring(scheme.length()).strip(), false);
        }
        if (ticket != null) {
            return new Ticket(ticket);
        }
        return token != null ? new Token(token, true) : new None();
    }
}
