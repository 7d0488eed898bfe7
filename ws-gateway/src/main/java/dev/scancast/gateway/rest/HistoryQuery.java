package dev.scancast.gateway.rest;

import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.gateway.access.Caller;
import dev.scancast.gateway.web.Problem;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which scans are to be listed.
 *
 * @param limit how many at most
 * @param after the page's place; null for the first
 * @param statuses any of these; empty for all
 * @param repository a part of the repository's name in lower case; empty for all
 * @param owner whose; null for everybody's
 * @param since asked for at this time or later, in ms
 * @param until asked for before this time, in ms
 */
record HistoryQuery(
        int limit,
        @Nullable HistoryPosition after,
        Set<ScanStatus> statuses,
        String repository,
        @Nullable String owner,
        double since,
        double until,
        Source source) {

    private static final int MOST = 100;
    private static final int DEFAULT_LIMIT = 50;
    private static final int LONGEST_TEXT = 256;
    private static final List<String> PARAMETERS =
            List.of("cursor", "limit", "owner", "repository", "since", "source", "status", "until");

    /** Where the scanned files came from. */
    enum Source {
        ALL {
            @Override
            boolean matches(@Nullable ScanRequest request) {
                return true;
            }
        },
        LOCAL {
            @Override
            boolean matches(@Nullable ScanRequest request) {
                return request != null && request.repositoryPath() != null;
            }
        },
        GIT {
            @Override
            boolean matches(@Nullable ScanRequest request) {
                return request != null && request.repositoryUrl() != null;
            }
        };

        abstract boolean matches(@Nullable ScanRequest request);
    }

    /** @throws ProblemException naming what is wrong */
    static HistoryQuery of(MultivaluedMap<String, String> parameters) {
        for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
            if (!PARAMETERS.contains(parameter.getKey())) {
                throw new ProblemException(
                        Problem.Code.UNKNOWN_FIELD,
                        "there is no parameter \"" + SubmitBody.printable(parameter.getKey()) + "\"; there are "
                                + PARAMETERS);
            }
            if (parameter.getValue().size() > 1) {
                throw SubmitBody.invalid(parameter.getKey() + " was given twice");
            }
        }
        String cursor = parameters.getFirst("cursor");
        return new HistoryQuery(
                limit(parameters.getFirst("limit")),
                cursor == null ? null : HistoryPosition.of(cursor),
                statuses(parameters.getFirst("status")),
                text("repository", parameters.getFirst("repository")).toLowerCase(Locale.ROOT),
                parameters.getFirst("owner") == null ? null : text("owner", parameters.getFirst("owner")),
                time("since", parameters.getFirst("since"), Double.NEGATIVE_INFINITY),
                time("until", parameters.getFirst("until"), Double.POSITIVE_INFINITY),
                source(parameters.getFirst("source")));
    }

    /** The same for a caller who doesn't see everybody's: of its own, unless it asks for another's, which it won't see. */
    HistoryQuery narrowedTo(Caller caller) {
        return caller.readsAll() || owner != null
                ? this
                : new HistoryQuery(limit, after, statuses, repository, caller.subject(), since, until, source);
    }

    /** Whether a document is one of them, as far as it tells. */
    boolean matches(WireDocument document, String repositoryName) {
        return repositoryName.toLowerCase(Locale.ROOT).contains(repository)
                && (statuses.isEmpty() || statuses.stream().anyMatch(status -> isIn(document, status)));
    }

    private static boolean isIn(WireDocument document, ScanStatus status) {
        if (document.terminal() != null) {
            return document.terminal() == status;
        }
        return status.wireName().equalsIgnoreCase(document.status());
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        if (!text.matches("\\d{1,3}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST) {
            throw SubmitBody.invalid("limit must be a number from 1 to " + MOST);
        }
        return Integer.parseInt(text);
    }

    private static Set<ScanStatus> statuses(@Nullable String text) {
        Set<ScanStatus> statuses = new LinkedHashSet<>();
        if (text == null) {
            return statuses;
        }
        Map<ScanStatus, String> names = new EnumMap<>(ScanStatus.class);
        Arrays.stream(ScanStatus.values()).forEach(status -> names.put(status, status.wireName()));
        for (String word : text.split(",", -1)) {
            statuses.add(names.entrySet().stream()
                    .filter(name -> name.getValue().equals(word))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow(() -> SubmitBody.invalid(
                            "status must be of " + names.values() + ", several with commas between")));
        }
        return statuses;
    }

    private static String text(String name, @Nullable String text) {
        if (text == null) {
            return "";
        }
        if (text.length() > LONGEST_TEXT) {
            throw SubmitBody.invalid(name + " may be " + LONGEST_TEXT + " characters long");
        }
        return text;
    }

    private static double time(String name, @Nullable String text, double otherwise) {
        if (text == null) {
            return otherwise;
        }
        try {
            return (double) Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException | ArithmeticException e) {
            throw SubmitBody.invalid(name + " must be a time such as 2026-01-05T10:00:00Z");
        }
    }

    private static Source source(@Nullable String text) {
        return switch (text == null ? "all" : text) {
            case "all" -> Source.ALL;
            case "local" -> Source.LOCAL;
            case "git" -> Source.GIT;
            default -> throw SubmitBody.invalid("source must be local, git or all");
        };
    }
}
