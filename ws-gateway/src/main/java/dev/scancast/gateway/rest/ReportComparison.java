package dev.scancast.gateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The difference of two reports. A part that only one of them has is left out. */
final class ReportComparison {
    private static final int MOST_FINDINGS = 1000;

    private ReportComparison() {}

    /** Adds it to an answer. */
    static void write(ObjectNode answer, JsonNode before, JsonNode after) {
        ObjectNode totals = answer.putObject("totals");
        for (String field : List.of("files", "bytes", "nodes", "file_errors")) {
            number(
                    totals,
                    field,
                    before.path("totals").path(field),
                    after.path("totals").path(field));
        }
        numbers(answer.putObject("nodes_by_kind"), before.path("nodes_by_kind"), after.path("nodes_by_kind"));
        languages(answer.putObject("languages"), before.path("languages"), after.path("languages"));
        if (before.path("findings").isArray() && after.path("findings").isArray()) {
            findings(answer.putObject("findings"), before, after);
        }
    }

    private static void languages(ObjectNode answer, JsonNode before, JsonNode after) {
        Map<String, JsonNode> old = byLanguage(before);
        Map<String, JsonNode> now = byLanguage(after);
        for (String language : union(old, now)) {
            JsonNode oldOne = old.getOrDefault(language, missing());
            JsonNode newOne = now.getOrDefault(language, missing());
            ObjectNode entry = answer.putObject(language);
            number(entry, "files", oldOne.path("files"), newOne.path("files"));
            number(
                    entry,
                    "code_lines",
                    oldOne.path("lines").path("code"),
                    newOne.path("lines").path("code"));
            number(entry, "nodes", oldOne.path("nodes"), newOne.path("nodes"));
            numbers(entry.putObject("nodes_by_kind"), oldOne.path("nodes_by_kind"), newOne.path("nodes_by_kind"));
        }
    }

    private static Map<String, JsonNode> byLanguage(JsonNode list) {
        Map<String, JsonNode> languages = new LinkedHashMap<>();
        list.forEach(entry -> languages.put(entry.path("language").asText(), entry));
        return languages;
    }

    private static void numbers(ObjectNode answer, JsonNode before, JsonNode after) {
        Map<String, JsonNode> old = new HashMap<>();
        Map<String, JsonNode> now = new HashMap<>();
        before.properties().forEach(field -> old.put(field.getKey(), field.getValue()));
        after.properties().forEach(field -> now.put(field.getKey(), field.getValue()));
        for (String name : union(old, now)) {
            number(answer, name, old.getOrDefault(name, missing()), now.getOrDefault(name, missing()));
        }
    }

    private static void number(ObjectNode answer, String name, JsonNode before, JsonNode after) {
        answer.putObject(name)
                .put("before", before.asLong())
                .put("after", after.asLong())
                .put("change", after.asLong() - before.asLong());
    }

    /** Of findings that are the same twice, as many pairs are unchanged as both reports have. */
    private static void findings(ObjectNode answer, JsonNode before, JsonNode after) {
        Map<String, Deque<JsonNode>> old = new LinkedHashMap<>();
        before.path("findings")
                .forEach(finding -> old.computeIfAbsent(identity(finding), absent -> new ArrayDeque<>())
                        .add(finding));
        int unchanged = 0;
        Deque<JsonNode> added = new ArrayDeque<>();
        for (JsonNode finding : after.path("findings")) {
            Deque<JsonNode> same = old.get(identity(finding));
            if (same != null && !same.isEmpty()) {
                same.remove();
                unchanged++;
            } else {
                added.add(finding);
            }
        }
        Deque<JsonNode> fixed = new ArrayDeque<>();
        old.values().forEach(fixed::addAll);
        answer.putObject("counts")
                .put("added", added.size())
                .put("fixed", fixed.size())
                .put("unchanged", unchanged);
        first(answer.putArray("added"), added);
        first(answer.putArray("fixed"), fixed);
        answer.put("complete", !isCut(before) && !isCut(after));
    }

    /** By its fingerprint, which lines that moved leave the same; without one by all but the line. */
    private static String identity(JsonNode finding) {
        String fingerprint = finding.path("fingerprint").asText("");
        List<String> parts = fingerprint.isEmpty()
                ? List.of(
                        finding.path("analyzer").asText(),
                        finding.path("rule").asText(),
                        finding.path("file").asText(),
                        finding.path("message").asText())
                : List.of(finding.path("analyzer").asText(), fingerprint);
        return String.join("\u0000", parts);
    }

    private static boolean isCut(JsonNode report) {
        for (JsonNode cut : report.path("truncated")) {
            if (cut.path("field").asText().equals("findings")) {
                return true;
            }
        }
        return false;
    }

    private static void first(ArrayNode list, Collection<JsonNode> findings) {
        findings.stream().limit(MOST_FINDINGS).forEach(list::add);
    }

    private static Set<String> union(Map<String, JsonNode> one, Map<String, JsonNode> other) {
        Set<String> names = new TreeSet<>(one.keySet());
        names.addAll(other.keySet());
        return names;
    }

    private static JsonNode missing() {
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }
}
