package dev.scancast.gateway.rest;

import dev.scancast.gateway.access.Access;
import dev.scancast.gateway.access.AccessDeniedException;
import dev.scancast.gateway.access.Caller;
import dev.scancast.gateway.access.Credentials;
import dev.scancast.gateway.access.Limits;
import dev.scancast.gateway.web.Problem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.util.Set;

/**
 * Who asks, told before any resource is looked for: without a good token there is no telling which addresses exist.
 * Tickets open streams, not resources.
 */
@PreMatching
final class BearerFilter implements ContainerRequestFilter {
    /**
     * What is everybody's, and nothing else: Jersey finds resources by addresses that look otherwise too, as with
     * {@code /api;x/v1}, so an address that isn't known to be open is not.
     */
    private static final Set<String> OPEN = Set.of(
            "health",
            "health/live",
            "health/ready",
            "metrics",
            "api/openapi.json",
            "api/asyncapi.json",
            "api/progress-document.schema.json");

    private static final String CALLER = BearerFilter.class.getName() + ".caller";

    private static final String LIMITS = BearerFilter.class.getName() + ".limits";

    private final Access access;
    private final Limits limits;

    BearerFilter(Access access, Limits limits) {
        this.access = access;
        this.limits = limits;
    }

    /** {@link AccessDeniedException} as a filter can throw it. */
    static final class DeniedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final AccessDeniedException.Reason reason;

        DeniedException(AccessDeniedException cause) {
            super(cause);
            this.reason = cause.reason();
        }

        AccessDeniedException.Reason reason() {
            return reason;
        }
    }

    @Override
    public void filter(ContainerRequestContext context) {
        if (OPEN.contains(context.getUriInfo().getPath())) {
            return;
        }
        context.setProperty(LIMITS, limits);
        try {
            String token = context.getUriInfo().getQueryParameters().getFirst(Credentials.TOKEN_PARAMETER);
            context.setProperty(
                    CALLER, access.identify(Credentials.of(context.getHeaderString("Authorization"), null, token)));
        } catch (AccessDeniedException e) {
            throw new DeniedException(e);
        }
    }

    /**
     * Counts scans that are to be started.
     *
     * @throws ProblemException if they are too many
     */
    static void countStarts(ContainerRequestContext context, int scans) {
        if (context.getProperty(LIMITS) instanceof Limits limits) {
            String who = "subject:" + caller(context).subject();
            if (!limits.start(who, scans)) {
                throw new ProblemException(
                        Problem.Code.TOO_MANY_SCANS,
                        "at most " + limits.settings().scansPerMinute()
                                + " scans may be started in a minute (gateway.scans-per-minute): wait a little");
            }
        }
    }

    /** Who asks. */
    static Caller caller(ContainerRequestContext context) {
        if (context.getProperty(CALLER) instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("nobody looked who asks");
    }
}
