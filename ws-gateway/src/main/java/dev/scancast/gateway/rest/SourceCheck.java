package dev.scancast.gateway.rest;

import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.source.GitRef;
import dev.scancast.contract.source.GitUrlRule;
import dev.scancast.contract.source.SourceRefusedException;
import dev.scancast.gateway.web.Problem;

/** Whether a Git URL may be scanned, as far as it tells itself. What addresses its host has, the worker looks at. */
final class SourceCheck {
    private SourceCheck() {}

    /**
     * The request as the worker is to see it.
     *
     * @param request with a {@code repositoryUrl}
     * @throws ProblemException if it may not be scanned
     */
    static ScanRequest ofUrl(ScanRequest request, GitUrlRule rule) {
        try {
            String url = rule.check(String.valueOf(request.repositoryUrl())).toString();
            String ref = request.ref() == null ? null : GitRef.check(request.ref());
            return new ScanRequest(null, url, ref, request.fileTypes(), request.excludePatterns(), request.analyzers());
        } catch (SourceRefusedException e) {
            throw new ProblemException(
                    switch (e.code()) {
                        case URL_NOT_ALLOWED -> Problem.Code.URL_NOT_ALLOWED;
                        case BAD_REF -> Problem.Code.INVALID_VALUE;
                    },
                    e.getMessage());
        }
    }
}
