package dev.scancast.launcher;

import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** A command that reads settings: each setting of its catalog is an option of its. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = ScancastCommand.Version.class,
        sortOptions = false,
        abbreviateSynopsis = true)
abstract class SettingsCommand implements Callable<Integer> {
    private final List<Setting<?>> catalog;
    private final Map<String, String> environment;
    private @Nullable CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Read settings from this properties file. Environment: SCANCAST_CONFIG.")
    private @Nullable Path config;

    /** @param catalog the settings that this command is steered by; all others may be set, and are checked too */
    SettingsCommand(List<Setting<?>> catalog, Map<String, String> environment) {
        this.catalog = catalog;
        this.environment = environment;
    }

    /** Adds an option for every setting of the catalog. */
    final void addOptions(CommandSpec commandSpec) {
        this.spec = commandSpec;
        for (Setting<?> setting : catalog) {
            if (setting.isFlag()) {
                commandSpec.addOption(OptionSpec.builder(setting.flagName())
                        .type(boolean.class)
                        .arity("0")
                        .description(setting.description().replace("%", "%%"))
                        .build());
                continue;
            }
            String byDefault = setting.defaultText().isEmpty() ? "none" : setting.defaultText();
            commandSpec.addOption(OptionSpec.builder(setting.flagName())
                    .paramLabel("VALUE")
                    .arity("1")
                    .type(List.class)
                    .auxiliaryTypes(String.class)
                    .description(setting.description().replace("%", "%%") + " Default: " + byDefault + ".")
                    .build());
        }
    }

    /**
     * The settings in force.
     *
     * @throws dev.scancast.contract.settings.SettingException if one is wrong
     */
    final Settings settings() {
        return settings(flags());
    }

    /** The same with flags of the caller's choice. */
    final Settings settings(Map<String, String> flags) {
        String fromEnvironment = environment.get(Settings.FILE_VARIABLE);
        Path file = config != null ? config : fromEnvironment == null ? null : Path.of(fromEnvironment);
        return Settings.load(AllSettings.CATALOG, flags, environment, file);
    }

    /** What was given on the command line, by setting name. */
    final Map<String, String> flags() {
        Map<String, String> flags = new HashMap<>();
        CommandSpec ownSpec = spec;
        if (ownSpec == null) {
            throw new IllegalStateException("addOptions was not called");
        }
        ParseResult parsed = ownSpec.commandLine().getParseResult();
        for (Setting<?> setting : catalog) {
            if (setting.isFlag()) {
                if (parsed.hasMatchedOption(setting.flagName())) {
                    flags.put(setting.name(), "true");
                }
                continue;
            }
            List<String> values = parsed.matchedOptionValue(setting.flagName(), List.of());
            if (values.size() > 1 && !setting.isList()) {
                throw new ParameterException(ownSpec.commandLine(), setting.flagName() + " was given twice");
            }
            if (values.size() == 1) {
                flags.put(setting.name(), values.get(0));
            } else if (!values.isEmpty()) {
                flags.put(setting.name(), String.join(",", values));
            }
        }
        return flags;
    }
}
