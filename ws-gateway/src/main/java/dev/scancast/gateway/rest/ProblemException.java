package dev.scancast.gateway.rest;

import dev.scancast.contract.document.WireDocument;
import dev.scancast.gateway.web.Problem;
import org.jspecify.annotations.Nullable;

/** Ends a request with a problem. Its message is the problem's detail. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Problem.Code code;
    private final @Nullable String document;

    ProblemException(Problem.Code code, String detail) {
        super(detail);
        this.code = code;
        this.document = null;
    }

    /** @param document of the scan whose state is the problem */
    ProblemException(Problem.Code code, String detail, WireDocument document) {
        super(detail);
        this.code = code;
        this.document = document.toString();
    }

    Problem.Code code() {
        return code;
    }

    Problem problem() {
        return code.of(String.valueOf(getMessage()), document);
    }
}
