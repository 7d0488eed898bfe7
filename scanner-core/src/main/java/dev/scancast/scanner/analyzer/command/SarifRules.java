package dev.scancast.scanner.analyzer.command;

import com.fasterxml.jackson.core.JsonParser;
import dev.scancast.scanner.report.Severity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a run's {@code tool} tells of its rules, as far as findings need it. Confined to one thread. */
final class SarifRules {
    private final List<Rule> byIndex = new ArrayList<>();
    private final Map<String, Rule> byId = new HashMap<>();
    private String toolVersion = "";

    /**
     * A rule.
     *
     * @param severity of a result that tells none
     * @param messages texts that results name by id
     */
    record Rule(String id, Severity severity, Map<String, String> messages) {}

    /** The version of the tool; empty if it isn't told. */
    String toolVersion() {
        return toolVersion;
    }

    /** The rule that a result names, by id or by its place; null if it isn't described. */
    @Nullable
    Rule find(@Nullable String id, int index) {
        if (id != null) {
            Rule rule = byId.get(id);
            int slash = id.lastIndexOf('/'); // "CA1000/1" is a part of the rule "CA1000"
            return rule == null && slash > 0 ? byId.get(id.substring(0, slash)) : rule;
        }
        return index >= 0 && index < byIndex.size() ? byIndex.get(index) : null;
    }

    /** Reads the object {@code tool}, whose beginning was read already. */
    void readTool(JsonParser in) throws IOException {
        SarifJson.forEachField(in, field -> {
            if (field.equals("driver")) {
                SarifJson.forEachField(in, inner -> {
                    switch (inner) {
                        case "rules" -> SarifJson.forEachElement(in, () -> readRule(in));
                        case "version", "semanticVersion" -> toolVersion = SarifJson.text(in);
                        default -> in.skipChildren();
                    }
                });
            } else {
                in.skipChildren();
            }
        });
    }

    private void readRule(JsonParser in) throws IOException {
        String[] id = {""};
        Severity[] severity = {Severity.WARNING};
        Map<String, String> messages = new HashMap<>();
        SarifJson.forEachField(in, field -> {
            switch (field) {
                case "id" -> id[0] = SarifJson.text(in);
                case "defaultConfiguration" ->
                    SarifJson.forEachField(in, inner -> {
                        if (inner.equals("level")) {
                            severity[0] = Severity.of(SarifJson.text(in)).orElse(Severity.WARNING);
                        } else {
                            in.skipChildren();
                        }
                    });
                case "messageStrings" ->
                    SarifJson.forEachField(in, message -> messages.put(message, SarifJson.field(in, "text")));
                default -> in.skipChildren();
            }
        });
        Rule rule = new Rule(id[0], severity[0], messages);
        byIndex.add(rule);
        byId.putIfAbsent(rule.id(), rule);
    }
}
