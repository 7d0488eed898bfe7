package dev.scancast.scanner.analyzer.command;

import com.fasterxml.jackson.core.JsonParser;
import dev.scancast.scanner.analyzer.Finding;
import dev.scancast.scanner.report.Severity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A {@code result}, or a {@code notification}, which looks much the same. Confined to one thread. */
final class SarifResult {

    /** The fingerprint that GitHub's tools write. */
    private static final String USUAL_FINGERPRINT = "primaryLocationLineHash";

    private @Nullable String ruleId;
    private int ruleIndex = -1;
    private String level = "";
    private String kind = "";
    private String text = "";
    private String messageId = "";
    private final List<String> arguments = new ArrayList<>();
    private SarifPlaces.@Nullable Location location;
    private int line = -1;
    private String snippet = "";
    private final Map<String, String> fingerprints = new TreeMap<>();
    private boolean isSuppressed;
    private boolean isGone;

    private SarifResult() {}

    /** Reads the one that the parser stands at. */
    static SarifResult read(JsonParser in) throws IOException {
        SarifResult result = new SarifResult();
        SarifJson.forEachField(in, field -> result.readField(in, field));
        return result;
    }

    private void readField(JsonParser in, String field) throws IOException {
        switch (field) {
            case "ruleId" -> ruleId = SarifJson.text(in);
            case "ruleIndex" -> ruleIndex = SarifJson.number(in);
            case "rule", "descriptor", "associatedRule" -> SarifJson.forEachField(in, inner -> readRule(in, inner));
            case "level" -> level = SarifJson.text(in);
            case "kind" -> kind = SarifJson.text(in);
            case "message" -> SarifJson.forEachField(in, inner -> readMessage(in, inner));
            case "locations" -> SarifJson.forEachElement(in, () -> readLocation(in));
            case "fingerprints", "partialFingerprints" ->
                SarifJson.forEachField(in, name -> fingerprints.put(name, SarifJson.text(in)));
            case "suppressions" -> SarifJson.forEachElement(in, () -> readSuppression(in));
            case "baselineState" -> isGone = SarifJson.text(in).equals("absent");
            default -> in.skipChildren();
        }
    }

    private void readRule(JsonParser in, String field) throws IOException {
        switch (field) {
            case "id" -> ruleId = ruleId == null ? SarifJson.text(in) : ruleId;
            case "index" -> ruleIndex = SarifJson.number(in);
            default -> in.skipChildren();
        }
    }

    private void readMessage(JsonParser in, String field) throws IOException {
        switch (field) {
            case "text" -> text = SarifJson.text(in);
            case "id" -> messageId = SarifJson.text(in);
            case "arguments" -> SarifJson.forEachElement(in, () -> arguments.add(SarifJson.text(in)));
            default -> in.skipChildren();
        }
    }

    /** The first location is where it is; others only help to understand it. */
    private void readLocation(JsonParser in) throws IOException {
        if (location != null) {
            in.skipChildren();
            return;
        }
        location = SarifPlaces.Location.NONE;
        SarifJson.forEachField(in, field -> {
            if (field.equals("physicalLocation")) {
                SarifJson.forEachField(in, inner -> {
                    switch (inner) {
                        case "artifactLocation" -> location = SarifPlaces.Location.read(in);
                        case "region" -> SarifJson.forEachField(in, name -> readRegion(in, name));
                        default -> in.skipChildren();
                    }
                });
            } else {
                in.skipChildren();
            }
        });
    }

    private void readRegion(JsonParser in, String field) throws IOException {
        switch (field) {
            case "startLine" -> line = SarifJson.number(in);
            case "snippet" -> snippet = SarifJson.field(in, "text");
            default -> in.skipChildren();
        }
    }

    private void readSuppression(JsonParser in) throws IOException {
        String status = SarifJson.field(in, "status");
        isSuppressed |= status.isEmpty() || status.equals("accepted");
    }

    /** What it says; empty where it is suppressed, no longer there, or says that all is well. */
    Optional<Finding> finding(SarifRules rules, SarifPlaces places) {
        if (isSuppressed || isGone || kind.equals("pass") || kind.equals("notApplicable")) {
            return Optional.empty();
        }
        SarifRules.Rule rule = rules.find(ruleId, ruleIndex);
        String id = ruleId != null ? ruleId : rule != null ? rule.id() : "";
        Severity severity =
                Severity.of(level).orElse(rule == null || !isProblem() ? defaultSeverity() : rule.severity());
        String path = path(places);
        if (path == null && location != null && !location.equals(SarifPlaces.Location.NONE)) {
            path = ""; // it is about a file, but none of ours
        }
        return Optional.of(new Finding(id, severity, message(rules), path, Math.max(0, line), trait()));
    }

    @Nullable
    String path(SarifPlaces places) {
        return location == null ? null : places.path(location);
    }

    boolean isError() {
        return level.equals("error");
    }

    String message(SarifRules rules) {
        SarifRules.Rule rule = rules.find(ruleId, ruleIndex);
        String whole = text;
        if (whole.isEmpty() && rule != null) {
            whole = rule.messages().getOrDefault(messageId, "");
        }
        if (whole.isEmpty()) {
            return messageId.isEmpty() ? String.valueOf(ruleId) : messageId;
        }
        for (int i = 0; i < arguments.size(); i++) {
            whole = whole.replace("{" + i + "}", arguments.get(i));
        }
        return whole;
    }

    private boolean isProblem() {
        return kind.isEmpty() || kind.equals("fail");
    }

    /** SARIF says so: what is no problem has no level, a problem is a warning. */
    private Severity defaultSeverity() {
        return isProblem() ? Severity.WARNING : Severity.NONE;
    }

    private @Nullable String trait() {
        String usual = fingerprints.get(USUAL_FINGERPRINT);
        if (usual != null) {
            return usual;
        }
        if (!fingerprints.isEmpty()) {
            return fingerprints.values().iterator().next();
        }
        return snippet.isBlank() ? null : snippet.strip();
    }
}
