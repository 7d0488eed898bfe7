package dev.scancast.gateway.rest;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Redis;
import dev.scancast.gateway.access.AccessDeniedException;
import dev.scancast.gateway.access.AccessMetrics;
import dev.scancast.gateway.access.KeysUnavailableException;
import dev.scancast.gateway.access.Refusal;
import dev.scancast.gateway.fleet.QueueFullException;
import dev.scancast.gateway.web.Problem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/** Every failure as a problem; what it was in detail stays in the log. */
final class ProblemMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);

    private final AccessMetrics metrics;
    private final Redis redis;

    ProblemMapper(AccessMetrics metrics, Redis redis) {
        this.metrics = metrics;
        this.redis = redis;
    }

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof ProblemException problem) {
            count(problem.problem());
            return respond(problem.problem());
        }
        if (failure instanceof BearerFilter.DeniedException denied) {
            AccessDeniedException.Reason reason = denied.reason();
            Response.ResponseBuilder answer =
                    Response.fromResponse(respond(Problem.Code.NOT_AUTHENTICATED.of(reason.detail())));
            Problem.challenge(reason.code()).forEach(answer::header);
            return answer.build();
        }
        if (failure instanceof KeysUnavailableException) {
            LOG.warn("tokens can't be checked: {}", String.valueOf(failure.getCause()));
            return respond(Problem.Code.UNAVAILABLE.of(String.valueOf(failure.getMessage())));
        }
        if (failure instanceof ScanId.InvalidScanIdException) {
            return respond(Problem.Code.BAD_SCAN_ID.of(String.valueOf(failure.getMessage())));
        }
        if (failure instanceof QueueFullException) {
            return respond(Problem.Code.QUEUE_FULL.of(String.valueOf(failure.getMessage())));
        }
        if (failure instanceof JedisException) {
            redis.tell(failure);
            LOG.debug("Redis could not be asked", failure);
            return respond(Problem.Code.UNAVAILABLE.of("Redis can't be reached: try again in a moment"));
        }
        if (failure instanceof WebApplicationException http) {
            Response told = respond(ofStatus(http.getResponse().getStatus()));
            String allow = http.getResponse().getHeaderString("Allow");
            return allow == null
                    ? told
                    : Response.fromResponse(told).header("Allow", allow).build();
        }
        if (failure instanceof IOException) {
            LOG.debug("a client went away while it sent its request", failure);
            return respond(ofStatus(Response.Status.BAD_REQUEST.getStatusCode()));
        }
        LOG.error("a request failed", failure);
        return respond(Problem.Code.INTERNAL.of("this is our fault; the log tells more"));
    }

    private void count(Problem problem) {
        if (problem.code().equals(Problem.Code.FORBIDDEN.wireName())) {
            metrics.count(Refusal.FORBIDDEN);
        } else if (problem.status() == Problem.Code.BODY_TOO_LARGE.status()) {
            metrics.count(Refusal.BODY_SIZE);
        }
    }

    private static Problem ofStatus(int status) {
        return switch (status) {
            case 404 -> Problem.Code.NOT_FOUND.of("there is nothing at this address");
            case 405 -> Problem.Code.METHOD_NOT_ALLOWED.of("this address doesn't take that method");
            case 406 -> Problem.Code.NOT_ACCEPTABLE.of("answers are JSON");
            case 413 -> Problem.Code.BODY_TOO_LARGE.of("the body is too large");
            case 415 -> Problem.Code.UNSUPPORTED_MEDIA_TYPE.of("send application/json");
            default -> Problem.Code.MALFORMED_BODY.of("the request can't be read");
        };
    }

    static Response respond(Problem problem) {
        Response.ResponseBuilder response = Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .header("Cache-Control", "no-store")
                .entity(Json.write(problem));
        if (problem.status() == Problem.Code.UNAVAILABLE.status()) {
            response.header("Retry-After", 3);
        } else if (problem.status() == Problem.Code.QUEUE_FULL.status()) { // and whatever else is too much
            response.header("Retry-After", 10);
        }
        return response.build();
    }
}
