package dev.scancast.gateway.rest;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.gateway.web.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /scan}, checked.
 *
 * @param scanId the id that the client chose, null if the gateway is to choose
 */
record SubmitBody(@Nullable ScanId scanId, ScanRequest request) {

    private static final Set<String> FIELDS = Set.of(
            "repository_path", "repository_url", "ref", "file_types", "exclude_patterns", "analyzers", "scan_id");

    private static final int MOST_ENTRIES = 100;
    private static final int LONGEST_TEXT = 4096;
    private static final int LONGEST_PATTERN = 256;
    private static final Pattern FILE_TYPE = Pattern.compile("\\.[A-Za-z0-9_+.-]{1,20}");
    private static final Pattern ANALYZER = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    /** @throws ProblemException naming what is wrong */
    static SubmitBody parse(byte[] body) {
        JsonNode root = readObject(body);
        requireKnown(root, FIELDS);
        String path = text(root, "repository_path");
        String url = text(root, "repository_url");
        requireOne(path, url);
        String id = text(root, "scan_id");
        ScanRequest request =
                new ScanRequest(path, url, text(root, "ref"), fileTypes(root), patterns(root), analyzers(root));
        return new SubmitBody(id == null ? null : new ScanId(id), request);
    }

    static JsonNode readObject(byte[] body) {
        JsonNode root;
        try {
            root = Json.mapper().readTree(body);
        } catch (JsonParseException e) {
            throw new ProblemException(
                    Problem.Code.MALFORMED_BODY,
                    "the body is no JSON: " + e.getOriginalMessage() + " at line "
                            + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr());
        } catch (JsonProcessingException e) {
            throw new ProblemException(Problem.Code.MALFORMED_BODY, "the body is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new ProblemException(Problem.Code.MALFORMED_BODY, "the body can't be read");
        }
        if (root == null || !root.isObject()) {
            throw new ProblemException(
                    Problem.Code.MALFORMED_BODY,
                    "the body must be a JSON object such as {\"repository_path\": \"/path/to/repository\"}");
        }
        return root;
    }

    static void requireOne(@Nullable String path, @Nullable String url) {
        if ((path == null) == (url == null)) {
            throw invalid("give exactly one of repository_path and repository_url");
        }
    }

    static void requireKnown(JsonNode root, Set<String> fields) {
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (!fields.contains(field.getKey())) {
                throw new ProblemException(
                        Problem.Code.UNKNOWN_FIELD,
                        "there is no field \"" + printable(field.getKey()) + "\"; there are "
                                + fields.stream().sorted().toList());
            }
        }
    }

    static @Nullable String text(JsonNode root, String name) {
        JsonNode value = root.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw wrongType(name, "a string", value);
        }
        String text = value.asText();
        if (text.isBlank() || text.length() > LONGEST_TEXT || text.chars().anyMatch(Character::isISOControl)) {
            throw invalid(name + " must be 1 to " + LONGEST_TEXT + " characters without control characters");
        }
        return text;
    }

    static List<String> fileTypes(JsonNode root) {
        return list(root, "file_types", FILE_TYPE, "an ending with its dot, such as \".java\"");
    }

    static List<String> analyzers(JsonNode root) {
        return list(root, "analyzers", ANALYZER, "an analyzer's name");
    }

    private static List<String> list(JsonNode root, String name, Pattern allowed, String meaning) {
        List<String> values = new ArrayList<>();
        for (String value : strings(root, name)) {
            if (!allowed.matcher(value).matches()) {
                throw invalid(name + " must hold " + meaning + ", got \"" + printable(value) + "\"");
            }
            values.add(value);
        }
        return values;
    }

    static List<String> patterns(JsonNode root) {
        List<String> values = strings(root, "exclude_patterns");
        for (String value : values) {
            if (value.isBlank()
                    || value.length() > LONGEST_PATTERN
                    || value.chars().anyMatch(Character::isISOControl)) {
                throw invalid("exclude_patterns must hold .gitignore patterns of 1 to " + LONGEST_PATTERN
                        + " characters, got \"" + printable(value) + "\"");
            }
        }
        return values;
    }

    private static List<String> strings(JsonNode root, String name) {
        JsonNode value = root.get(name);
        if (value == null || value.isNull()) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrongType(name, "an array of strings", value);
        }
        if (value.size() > MOST_ENTRIES) {
            throw invalid(name + " may hold " + MOST_ENTRIES + " entries, got " + value.size());
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode entry : value) {
            if (!entry.isTextual()) {
                throw wrongType(name, "an array of strings", entry);
            }
            texts.add(entry.asText());
        }
        return texts;
    }

    static ProblemException wrongType(String name, String wanted, JsonNode got) {
        return new ProblemException(
                Problem.Code.WRONG_TYPE,
                name + " must be " + wanted + ", got "
                        + got.getNodeType().name().toLowerCase(java.util.Locale.ROOT));
    }

    static ProblemException invalid(String detail) {
        return new ProblemException(Problem.Code.INVALID_VALUE, detail);
    }

    /** So that what a client sent can be shown back in a message. */
    static String printable(String text) {
        String cut = text.length() > LONGEST_PATTERN ? text.substring(0, LONGEST_PATTERN) + "..." : text;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
