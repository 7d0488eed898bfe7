package dev.scancast.gateway.rest;

import dev.scancast.gateway.web.Problem;

/** Ends a request with a problem. Its message is the problem's detail. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Problem.Code code;

    ProblemException(Problem.Code code, String detail) {
        super(detail);
        this.code = code;
    }

    Problem.Code code() {
        return code;
    }
}
