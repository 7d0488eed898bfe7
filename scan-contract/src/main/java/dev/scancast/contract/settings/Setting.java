package dev.scancast.contract.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One setting: its name, what is allowed, its default. Immutable. The name {@code gateway.port} is the flag
 * {@code --gateway-port}, the environment variable {@code SCANCAST_GATEWAY_PORT} and the file's key
 * {@code gateway.port}.
 *
 * @param <T> what a value becomes
 */
public final class Setting<T> {

    /** What the environment variables begin with. */
    public static final String ENVIRONMENT_PREFIX = "SCANCAST_";

    private static final String TRUE_OR_FALSE = "true or false";
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(B|KiB|MiB|GiB)?");

    private final String name;
    private final String defaultText;
    private final String allowed;
    private final String description;
    private final boolean secret;
    private final boolean list;
    private final Function<String, T> parser;

    private Setting(
            String name,
            String defaultText,
            String allowed,
            String description,
            boolean secret,
            boolean list,
            Function<String, T> parser) {
        this.name = name;
        this.defaultText = defaultText;
        this.allowed = allowed;
        this.description = description;
        this.secret = secret;
        this.list = list;
        this.parser = parser;
    }

    /** A whole number in a range, both ends included. */
    public static Setting<Integer> integer(String name, int byDefault, int min, int max, String description) {
        return new Setting<>(
                name,
                Integer.toString(byDefault),
                "a whole number from " + min + " to " + max,
                description,
                false,
                false,
                text -> {
                    int value = Integer.parseInt(text);
                    require(value >= min && value <= max);
                    return value;
                });
    }

    /** A time such as {@code 500ms}, {@code 15s}, {@code 2m}, {@code 1h}, {@code 30d}, in a range. */
    public static Setting<Duration> duration(
            String name, String byDefault, String min, String max, String description) {
        Duration least = parseDuration(min);
        Duration most = parseDuration(max);
        return new Setting<>(
                name,
                byDefault,
                "a time from " + min + " to " + max + ", such as 500ms, 15s, 2m, 1h or 30d",
                description,
                false,
                false,
                text -> {
                    Duration value = parseDuration(text);
                    require(value.compareTo(least) >= 0 && value.compareTo(most) <= 0);
                    return value;
                });
    }

    /** A number of bytes such as {@code 4096}, {@code 64KiB}, {@code 8MiB}, in a range. */
    public static Setting<Long> size(String name, String byDefault, String min, String max, String description) {
        long least = parseSize(min);
        long most = parseSize(max);
        return new Setting<>(
                name,
                byDefault,
                "a size from " + min + " to " + max + ", such as 4096, 64KiB or 8MiB",
                description,
                false,
                false,
                text -> {
                    long value = parseSize(text);
                    require(value >= least && value <= most);
                    return value;
                });
    }

    /** {@code true} or {@code false}; its flag takes no value and means true. */
    public static Setting<Boolean> flag(String name, boolean byDefault, String description) {
        return new Setting<>(
                name, Boolean.toString(byDefault), TRUE_OR_FALSE, description, false, false, text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException();
                });
    }

    /** Any text. */
    public static Setting<String> text(String name, String byDefault, String allowed, String description) {
        return new Setting<>(name, byDefault, allowed, description, false, false, Function.identity());
    }

    /** Texts separated by commas, each trimmed; an empty text is none, and {@code \\,} is a comma within one. */
    public static Setting<List<String>> list(String name, String byDefault, String allowed, String description) {
        return new Setting<>(name, byDefault, allowed, description, false, true, Setting::split);
    }

    /** The values as one text that a {@link #list} setting reads back as these values, commas and all. */
    public static String joined(List<String> values) {
        return values.stream()
                .map(value -> value.replace("\\", "\\\\").replace(",", "\\,"))
                .collect(Collectors.joining(","));
    }

    /**
     * A value of any type.
     *
     * @param allowed for people: what the parser takes
     * @param parser throws IllegalArgumentException for what isn't allowed
     */
    public static <T> Setting<T> of(
            String name, String byDefault, String allowed, String description, Function<String, T> parser) {
        return new Setting<>(name, byDefault, allowed, description, false, false, parser);
    }

    /** The same setting, whose value is masked wherever it is shown. */
    public Setting<T> secret() {
        return new Setting<>(name, defaultText, allowed, description, true, list, parser);
    }

    /** The file's key, which is the setting's name. */
    public String name() {
        return name;
    }

    /** The flag on the command line, with its two dashes. */
    public String flagName() {
        return "--" + name.replace('.', '-');
    }

    /** The environment variable. */
    public String environmentName() {
        return ENVIRONMENT_PREFIX + name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** The default as one would write it. */
    public String defaultText() {
        return defaultText;
    }

    /** What is allowed, for people. */
    public String allowed() {
        return allowed;
    }

    public String description() {
        return description;
    }

    public boolean isSecret() {
        return secret;
    }

    /** Whether it is made by {@link #flag}. */
    public boolean isFlag() {
        return allowed.equals(TRUE_OR_FALSE);
    }

    /** Whether it holds any number of values, so that its flag may be given more than once. */
    public boolean isList() {
        return list;
    }

    /** @throws SettingException if the text is not allowed */
    T parse(String text, String origin) {
        try {
            return parser.apply(text.strip());
        } catch (IllegalArgumentException e) {
            throw new SettingException(
                    name + " must be " + allowed + ", got \"" + (secret ? "***" : text) + "\" (" + origin + ")", e);
        }
    }

    private static void require(boolean allowed) {
        if (!allowed) {
            throw new IllegalArgumentException();
        }
    }

    private static Duration parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        require(matcher.matches());
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static long parseSize(String text) {
        Matcher matcher = SIZE.matcher(text);
        require(matcher.matches());
        long amount = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? "B" : matcher.group(2);
        return switch (unit) {
            case "KiB" -> amount << 10;
            case "MiB" -> amount << 20;
            case "GiB" -> amount << 30;
            default -> amount;
        };
    }

    private static List<String> split(String text) {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == ',') {
                if (!value.toString().isBlank()) {
                    values.add(value.toString().strip());
                }
                value.setLength(0);
            } else if (text.charAt(i) == '\\' && i + 1 < text.length() && isSpecial(text.charAt(i + 1))) {
                value.append(text.charAt(++i));
            } else {
                value.append(text.charAt(i));
            }
        }
        return List.copyOf(values);
    }

    private static boolean isSpecial(char c) {
        return c == ',' || c == '\\';
    }

    @Override
    public String toString() {
        return name;
    }
}
