package dev.scancast.scanner.analyzer.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.scancast.contract.settings.SettingException;
import dev.scancast.scanner.analyzer.Analyzer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The YAML file that names the commands. Every mistake in it stops the start, and the message tells where it is. */
public final class CommandFile {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private static final Set<String> FIELDS = Set.of(
            "name",
            "command",
            "file_types",
            "timeout",
            "max_output_mib",
            "exit_codes",
            "batch",
            "weight",
            "required",
            "default");

    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(s|m|h)");
    private static final Duration LONGEST = Duration.ofHours(24);

    private final Path file;
    private String where = "";

    private CommandFile(Path file) {
        this.file = file;
    }

    /**
     * Reads it.
     *
     * @throws SettingException if it can't be read or something in it is wrong
     */
    public static List<CommandAnalyzer> read(Path file) {
        return new CommandFile(file).read();
    }

    private List<CommandAnalyzer> read() {
        JsonNode root;
        try {
            root = YAML.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw wrong("it is no YAML: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new SettingException("cannot read the analyzers in " + file + ": " + e, e);
        }
        for (String field : fieldsOf(root)) {
            if (!field.equals("analyzers")) {
                throw wrong("there is no field \"" + field + "\", only \"analyzers\"");
            }
        }
        JsonNode list = root.path("analyzers");
        if (!list.isArray()) {
            throw wrong("\"analyzers\" must be a list");
        }
        List<CommandAnalyzer> analyzers = new ArrayList<>();
        for (JsonNode entry : list) {
            where = "analyzer " + (analyzers.size() + 1) + ": ";
            analyzers.add(new CommandAnalyzer(spec(entry)));
        }
        return analyzers;
    }

    private CommandSpec spec(JsonNode entry) {
        for (String field : fieldsOf(entry)) {
            if (!FIELDS.contains(field)) {
                throw wrong("there is no field \"" + field + "\"");
            }
        }
        String name = text(entry.path("name"), "name");
        if (!Analyzer.NAME.matcher(name).matches()) {
            throw wrong("name must match " + Analyzer.NAME + ", got \"" + name + "\"");
        }
        where = "analyzer \"" + name + "\": ";
        return new CommandSpec(
                name,
                command(texts(entry, "command")),
                fileTypes(texts(entry, "file_types")),
                timeout(entry.path("timeout")),
                number(entry, "max_output_mib", 64, 1, 2048) << 20,
                exitCodes(entry.path("exit_codes")),
                (int) number(entry, "batch", 500, 1, 100_000),
                weight(entry.path("weight")),
                flag(entry, "required"),
                flag(entry, "default"));
    }

    private List<String> command(List<String> command) {
        if (command.isEmpty()) {
            throw wrong("command must be a list of texts: the program and its arguments");
        }
        String program = command.get(0);
        if (program.contains("{") || (program.contains("/") && !Path.of(program).isAbsolute())) {
            throw wrong("the program must be a name or an absolute path, got \"" + program
                    + "\": what lies in a repository is not run");
        }
        if (command.stream().filter(CommandSpec.FILES::equals).count() > 1
                || command.stream()
                        .anyMatch(argument ->
                                argument.contains(CommandSpec.FILES) && !argument.equals(CommandSpec.FILES))) {
            throw wrong(CommandSpec.FILES + " must be an argument of its own, once");
        }
        return command;
    }

    private List<String> fileTypes(List<String> types) {
        for (String type : types) {
            if (!type.startsWith(".") || type.length() < 2) {
                throw wrong("file_types must be endings such as .js, got \"" + type + "\"");
            }
        }
        return types;
    }

    private Duration timeout(JsonNode node) {
        if (node.isMissingNode()) {
            return Duration.ofMinutes(10);
        }
        Matcher matcher = TIME.matcher(node.asText());
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            Duration time = switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            };
            if (!time.isZero() && time.compareTo(LONGEST) <= 0) {
                return time;
            }
        }
        throw wrong("timeout must be a time from 1s to 24h, such as 90s, 10m or 1h, got \"" + node.asText() + "\"");
    }

    private Set<Integer> exitCodes(JsonNode node) {
        if (node.isMissingNode()) {
            return Set.of(0);
        }
        Set<Integer> codes = new HashSet<>();
        for (JsonNode code : node) {
            if (!code.isInt() || code.intValue() < 0 || code.intValue() > 255) {
                throw wrong("exit_codes must be numbers from 0 to 255, got \"" + code.asText() + "\"");
            }
            codes.add(code.intValue());
        }
        if (!node.isArray() || codes.isEmpty()) {
            throw wrong("exit_codes must be a list of numbers such as [0, 1]");
        }
        return codes;
    }

    private double weight(JsonNode node) {
        if (node.isMissingNode()) {
            return 1;
        }
        if (!node.isNumber() || node.doubleValue() < 0.01 || node.doubleValue() > 1000) {
            throw wrong("weight must be a number from 0.01 to 1000, got \"" + node.asText() + "\"");
        }
        return node.doubleValue();
    }

    private long number(JsonNode entry, String field, long byDefault, long min, long max) {
        JsonNode node = entry.path(field);
        if (node.isMissingNode()) {
            return byDefault;
        }
        if (!node.isIntegralNumber() || node.longValue() < min || node.longValue() > max) {
            throw wrong(
                    field + " must be a whole number from " + min + " to " + max + ", got \"" + node.asText() + "\"");
        }
        return node.longValue();
    }

    private boolean flag(JsonNode entry, String field) {
        JsonNode node = entry.path(field);
        if (!node.isMissingNode() && !node.isBoolean()) {
            throw wrong(field + " must be true or false, got \"" + node.asText() + "\"");
        }
        return node.asBoolean(false);
    }

    private List<String> texts(JsonNode entry, String field) {
        JsonNode node = entry.path(field);
        if (!node.isMissingNode() && !node.isArray()) {
            throw wrong(field + " must be a list of texts, got \"" + node.asText() + "\"");
        }
        List<String> texts = new ArrayList<>();
        node.forEach(element -> texts.add(text(element, field)));
        return texts;
    }

    private String text(JsonNode node, String field) {
        if (!node.isTextual() || node.textValue().isBlank() || node.textValue().indexOf('\0') >= 0) {
            throw wrong(field + " must hold text; a number or true needs quotes");
        }
        return node.textValue();
    }

    private static List<String> fieldsOf(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private SettingException wrong(String what) {
        return new SettingException("analyzers in " + file + ": " + where + what);
    }
}
