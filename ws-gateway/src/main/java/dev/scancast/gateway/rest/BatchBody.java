package dev.scancast.gateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.gateway.fleet.BatchRequest;
import dev.scancast.gateway.web.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /batch}, checked.
 *
 * @param batchId the id that the client chose, null if the gateway is to choose
 */
record BatchBody(@Nullable String batchId, BatchRequest request) {
    private static final Set<String> FIELDS =
            Set.of("batch_id", "repositories", "file_types", "exclude_patterns", "analyzers", "concurrency");
    private static final Set<String> REPOSITORY_FIELDS = Set.of("repository_path", "repository_url", "ref", "title");
    private static final int LONGEST_TITLE = 200;

    /** What is shared by all its scans is stored with each. */
    private static final long LARGEST_STORED = 8 << 20;

    /**
     * How large a batch may be.
     *
     * @param repositories how many
     * @param concurrency how many at the same time, which is also the default
     */
    record Limits(int repositories, int concurrency) {}

    /**
     * Reads and checks all of it.
     *
     * @param check makes of a request what a worker is to see, or throws a {@link ProblemException}
     * @throws ProblemException naming what is wrong, and the entry by its index
     */
    static BatchBody parse(byte[] body, Limits limits, UnaryOperator<ScanRequest> check) {
        JsonNode root = SubmitBody.readObject(body);
        SubmitBody.requireKnown(root, FIELDS);
        String id = SubmitBody.text(root, "batch_id");
        if (id != null) {
            checkId(id);
        }
        BatchRequest shared = new BatchRequest(
                List.of(),
                SubmitBody.fileTypes(root),
                SubmitBody.patterns(root),
                SubmitBody.analyzers(root),
                concurrency(root, limits.concurrency));
        JsonNode entries = repositories(root, limits.repositories);
        requireStorable(shared, entries.size());
        List<BatchRequest.Repository> repositories = new ArrayList<>();
        for (JsonNode entry : entries) {
            String name = "repositories[" + repositories.size() + "]";
            try {
                repositories.add(repository(entry, shared, check));
            } catch (ProblemException e) {
                throw new ProblemException(e.code(), name + ": " + e.getMessage());
            }
        }
        return new BatchBody(
                id,
                new BatchRequest(
                        repositories,
                        shared.fileTypes(),
                        shared.excludePatterns(),
                        shared.analyzers(),
                        shared.concurrency()));
    }

    /** @throws ProblemException if no batch can have that id */
    static void checkId(String id) {
        if (!ScanId.isValid(id)) {
            throw new ProblemException(
                    Problem.Code.BAD_BATCH_ID,
                    "a batch id must match " + ScanId.PATTERN + ", got \"" + SubmitBody.printable(id) + "\"");
        }
    }

    private static JsonNode repositories(JsonNode root, int most) {
        JsonNode entries = root.path("repositories");
        if (!entries.isArray()) {
            if (entries.isMissingNode() || entries.isNull()) {
                throw SubmitBody.invalid("give repositories, such as [{\"repository_path\": \"/path/to/repository\"}]");
            }
            throw SubmitBody.wrongType("repositories", "an array of objects", entries);
        }
        if (entries.isEmpty() || entries.size() > most) {
            throw SubmitBody.invalid("repositories must hold 1 to " + most + " entries, got " + entries.size());
        }
        return entries;
    }

    private static int concurrency(JsonNode root, int most) {
        JsonNode value = root.path("concurrency");
        if (value.isMissingNode() || value.isNull()) {
            return most;
        }
        if (!value.isIntegralNumber()) {
            throw SubmitBody.wrongType("concurrency", "a whole number", value);
        }
        if (!value.canConvertToInt() || value.intValue() < 1 || value.intValue() > most) {
            throw SubmitBody.invalid("concurrency must be 1 to " + most + ", got " + value);
        }
        return value.intValue();
    }

    private static BatchRequest.Repository repository(
            JsonNode entry, BatchRequest shared, UnaryOperator<ScanRequest> check) {
        if (!entry.isObject()) {
            throw SubmitBody.wrongType("it", "an object", entry);
        }
        SubmitBody.requireKnown(entry, REPOSITORY_FIELDS);
        String path = SubmitBody.text(entry, "repository_path");
        String url = SubmitBody.text(entry, "repository_url");
        SubmitBody.requireOne(path, url);
        String title = SubmitBody.text(entry, "title");
        if (title != null && title.length() > LONGEST_TITLE) {
            throw SubmitBody.invalid("title must be 1 to " + LONGEST_TITLE + " characters, got " + title.length());
        }
        ScanRequest checked = check.apply(new ScanRequest(
                path,
                url,
                SubmitBody.text(entry, "ref"),
                shared.fileTypes(),
                shared.excludePatterns(),
                shared.analyzers()));
        return new BatchRequest.Repository(checked.repositoryPath(), checked.repositoryUrl(), checked.ref(), title);
    }

    private static void requireStorable(BatchRequest shared, int entries) {
        long each = 0;
        for (List<String> list : List.of(shared.fileTypes(), shared.excludePatterns(), shared.analyzers())) {
            each += list.stream().mapToLong(String::length).sum();
        }
        if (each * entries > LARGEST_STORED) {
            throw new ProblemException(
                    Problem.Code.BODY_TOO_LARGE,
                    "what the scans share is stored with each: file_types, exclude_patterns and analyzers of " + each
                            + " characters are too much for " + entries + " repositories");
        }
    }
}
