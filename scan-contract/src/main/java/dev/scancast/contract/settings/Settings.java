package dev.scancast.contract.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings in force. A flag beats the environment, that the file, that the default; every value is checked when
 * it is loaded, and nothing is corrected in silence. Immutable.
 */
public final class Settings {

    /** The environment variable that names the file. */
    public static final String FILE_VARIABLE = Setting.ENVIRONMENT_PREFIX + "CONFIG";

    /** Variables with our prefix that are no settings: they steer the start script, the build and the client. */
    private static final Set<String> OTHER_VARIABLES = Set.of(
            FILE_VARIABLE,
            Setting.ENVIRONMENT_PREFIX + "TOKEN",
            Setting.ENVIRONMENT_PREFIX + "JAVA_OPTS",
            Setting.ENVIRONMENT_PREFIX + "PARENT",
            Setting.ENVIRONMENT_PREFIX + "CORPORA");

    private static final String DEFAULT_ORIGIN = "default";

    private final Map<Setting<?>, Entry> entries;

    private Settings(Map<Setting<?>, Entry> entries) {
        this.entries = entries;
    }

    /**
     * A setting as it stands.
     *
     * @param text what was written
     * @param origin where: {@code --flag}, {@code environment NAME}, the file, or {@code default}
     */
    public record Entry(Object value, String text, String origin) {}

    /** Every setting at its default: for tests and for embedding. */
    public static Settings defaults(Collection<? extends Setting<?>> catalog) {
        return load(catalog, Map.of(), Map.of(), null);
    }

    /**
     * Loads and checks every setting of the catalog.
     *
     * @param catalog all settings there are; a name in flags, environment or file beside them is an error
     * @param flags by setting name
     * @param environment usually {@code System.getenv()}; only variables with our prefix are looked at
     * @param file a properties file in UTF-8, or null
     * @throws SettingException if a value isn't allowed, a name is unknown or the file can't be read
     */
    public static Settings load(
            Collection<? extends Setting<?>> catalog,
            Map<String, String> flags,
            Map<String, String> environment,
            @Nullable Path file) {
        Map<String, String> fromFile = file == null ? Map.of() : readFile(file);
        requireKnownNames(catalog, flags, environment, fromFile, file);
        Map<Setting<?>, Entry> entries = new LinkedHashMap<>();
        for (Setting<?> setting : catalog) {
            entries.put(setting, resolve(setting, flags, environment, fromFile, file));
        }
        return new Settings(entries);
    }

    /** The value in force. */
    @SuppressWarnings("unchecked") // an entry holds what its setting's parser made
    public <T> T get(Setting<T> setting) {
        return (T) entry(setting).value();
    }

    /** Whether somebody set it: it doesn't merely have its default. */
    public boolean isSet(Setting<?> setting) {
        Entry entry = entries.get(setting);
        return entry != null && !entry.origin().equals(DEFAULT_ORIGIN);
    }

    /** How a setting stands, its text unmasked. */
    public Entry entry(Setting<?> setting) {
        Entry entry = entries.get(setting);
        if (entry == null) {
            throw new IllegalStateException("setting " + setting.name() + " is not in the catalog");
        }
        return entry;
    }

    private static Entry resolve(
            Setting<?> setting,
            Map<String, String> flags,
            Map<String, String> environment,
            Map<String, String> fromFile,
            @Nullable Path file) {
        String flag = flags.get(setting.name());
        if (flag != null) {
            return entry(setting, flag, setting.flagName());
        }
        String variable = environment.get(setting.environmentName());
        if (variable != null) {
            return entry(setting, variable, "environment " + setting.environmentName());
        }
        String line = fromFile.get(setting.name());
        if (line != null) {
            return entry(setting, line, "file " + file);
        }
        return entry(setting, setting.defaultText(), DEFAULT_ORIGIN);
    }

    private static Entry entry(Setting<?> setting, String text, String origin) {
        Object value = setting.parse(text, origin);
        return new Entry(value, text, origin);
    }

    private static Map<String, String> readFile(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingException("cannot read the settings file " + file + ": " + e.getMessage(), e);
        }
        Map<String, String> lines = new HashMap<>();
        for (String key : properties.stringPropertyNames()) {
            lines.put(key, properties.getProperty(key));
        }
        return lines;
    }

    private static void requireKnownNames(
            Collection<? extends Setting<?>> catalog,
            Map<String, String> flags,
            Map<String, String> environment,
            Map<String, String> fromFile,
            @Nullable Path file) {
        Map<String, String> unknown = new LinkedHashMap<>();
        flags.keySet().forEach(name -> unknown.put(name, "flag"));
        fromFile.keySet().forEach(name -> unknown.put(name, "file " + file));
        environment.keySet().stream()
                .filter(name -> name.startsWith(Setting.ENVIRONMENT_PREFIX))
                .filter(name -> !OTHER_VARIABLES.contains(name))
                .sorted()
                .forEach(name -> unknown.put(name, "environment"));
        for (Setting<?> setting : catalog) {
            unknown.remove(setting.name());
            unknown.remove(setting.environmentName());
        }
        if (!unknown.isEmpty()) {
            Map.Entry<String, String> first = unknown.entrySet().iterator().next();
            throw new SettingException("there is no setting \"" + first.getKey() + "\" (" + first.getValue()
                    + "); all settings are listed in docs/settings.md");
        }
    }
}
