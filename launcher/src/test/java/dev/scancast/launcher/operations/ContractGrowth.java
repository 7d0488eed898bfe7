package dev.scancast.launcher.operations;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a new version of an OpenAPI, AsyncAPI or JSON Schema document takes from whoever was written for the old one. It
 * may add what is optional: fields, addresses, answers, parameters that nobody must give. Texts for people may change.
 */
final class ContractGrowth {
    /** Maps, to which entries may be added. */
    private static final Set<String> GROWING = Set.of(
            "properties",
            "paths",
            "responses",
            "headers",
            "content",
            "schemas",
            "messages",
            "channels",
            "operations",
            "components");

    /** Lists, to which entries may be added that nobody must give. */
    private static final String PARAMETERS = "parameters";

    private static final Set<String> FOR_PEOPLE = Set.of("description", "summary", "title", "info");

    private final List<String> breaks = new ArrayList<>();

    private ContractGrowth() {}

    /** Each break, with its place; empty if there is none. */
    static List<String> breaks(JsonNode before, JsonNode after) {
        ContractGrowth growth = new ContractGrowth();
        growth.compare("", "", before, after);
        return growth.breaks;
    }

    private void compare(String place, String key, JsonNode before, JsonNode after) {
        if (after.isMissingNode()) {
            breaks.add(place + " is gone");
        } else if (before.isObject() && after.isObject()) {
            compareObjects(place, key, before, after);
        } else if (key.equals(PARAMETERS) && before.isArray() && after.isArray()) {
            compareParameters(place, before, after);
        } else if (before.isArray() && after.isArray() && before.size() == after.size()) {
            compareLists(place, before, after);
        } else if (!before.equals(after)) {
            breaks.add(place + " was " + before + " and is " + after);
        }
    }

    private void compareObjects(String place, String key, JsonNode before, JsonNode after) {
        boolean isPathItem = key.startsWith("/");
        boolean isNamedByUs = GROWING.contains(key);
        for (Map.Entry<String, JsonNode> field : before.properties()) {
            if (isNamedByUs || !isForPeople(field)) {
                compare(place + "/" + field.getKey(), field.getKey(), field.getValue(), after.path(field.getKey()));
            }
        }
        for (Map.Entry<String, JsonNode> field : after.properties()) {
            boolean isNew = !before.has(field.getKey());
            boolean mayBeNew = isNamedByUs || isPathItem || isForPeople(field) || GROWING.contains(field.getKey());
            boolean isOptional = field.getKey().equals(PARAMETERS) && noneIsRequired(field.getValue());
            if (isNew && !mayBeNew && !isOptional) {
                breaks.add(place + "/" + field.getKey() + " is new: " + field.getValue());
            }
        }
    }

    private static boolean isForPeople(Map.Entry<String, JsonNode> field) {
        return FOR_PEOPLE.contains(field.getKey())
                && (field.getValue().isTextual() || field.getKey().equals("info"));
    }

    private void compareParameters(String place, JsonNode before, JsonNode after) {
        for (JsonNode parameter : before) {
            String name = parameter.path("name").asText();
            compare(place + "/" + name, "", parameter, named(after, name));
        }
        for (JsonNode parameter : after) {
            if (named(before, parameter.path("name").asText()).isMissingNode()
                    && parameter.path("required").asBoolean()) {
                breaks.add(place + "/" + parameter.path("name").asText() + " must now be given");
            }
        }
    }

    private void compareLists(String place, JsonNode before, JsonNode after) {
        for (int i = 0; i < before.size(); i++) {
            compare(place + "/" + i, "", before.get(i), after.get(i));
        }
    }

    private static JsonNode named(JsonNode parameters, String name) {
        for (JsonNode parameter : parameters) {
            if (parameter.path("name").asText().equals(name)) {
                return parameter;
            }
        }
        return parameters.path("none");
    }

    private static boolean noneIsRequired(JsonNode parameters) {
        for (JsonNode parameter : parameters) {
            if (parameter.path("required").asBoolean()) {
                return false;
            }
        }
        return true;
    }
}
