package dev.scancast.contract.document;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request may be. Gateways refuse others at the door; a worker checks again, for anybody can write into the
 * queue.
 */
public final class RequestRules {
    /** A list holds at most so many entries. */
    public static final int MOST_ENTRIES = 100;

    /** A path, URL or ref has at most so many characters. */
    public static final int LONGEST_TEXT = 4096;

    /** A pattern has at most so many characters. */
    public static final int LONGEST_PATTERN = 256;

    /** An ending with its dot. */
    public static final Pattern FILE_TYPE = Pattern.compile("\\.[A-Za-z0-9_+.-]{1,20}");

    /** An analyzer's name. */
    public static final Pattern ANALYZER = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private RequestRules() {}

    /** What is wrong with a request, for people; empty if nothing is. */
    public static Optional<String> fault(ScanRequest request) {
        if ((request.repositoryPath() == null) == (request.repositoryUrl() == null)) {
            return Optional.of("exactly one of repository_path and repository_url must be given");
        }
        return text("repository_path", request.repositoryPath())
                .or(() -> text("repository_url", request.repositoryUrl()))
                .or(() -> text("ref", request.ref()))
                .or(() -> entries("file_types", request.fileTypes(), FILE_TYPE.asMatchPredicate()))
                .or(() -> entries("exclude_patterns", request.excludePatterns(), RequestRules::isPattern))
                .or(() -> entries("analyzers", request.analyzers(), ANALYZER.asMatchPredicate()));
    }

    private static Optional<String> text(String name, @Nullable String text) {
        boolean fits = text == null || (!text.isBlank() && text.length() <= LONGEST_TEXT && isPrintable(text));
        return fits
                ? Optional.empty()
                : Optional.of(name + " must be 1 to " + LONGEST_TEXT + " characters without control characters");
    }

    private static boolean isPattern(String text) {
        return !text.isBlank() && text.length() <= LONGEST_PATTERN && isPrintable(text);
    }

    private static boolean isPrintable(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }

    private static Optional<String> entries(String name, List<String> entries, Predicate<String> isAllowed) {
        if (entries.size() > MOST_ENTRIES) {
            return Optional.of(name + " may hold " + MOST_ENTRIES + " entries, got " + entries.size());
        }
        return entries.stream()
                .filter(isAllowed.negate())
                .findFirst()
                .map(entry -> name + " holds what is not allowed: \""
                        + Json.text(entry, LONGEST_PATTERN).replaceAll("\\p{Cntrl}", "?") + "\"");
    }
}
