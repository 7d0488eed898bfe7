package dev.scancast.launcher;

import dev.scancast.contract.redis.RedisUrl;
import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What is in force. */
@Command(
        name = "config",
        description = {
            "Prints every setting in force and where it came from: a flag, the environment, the file or its default.",
            "Secrets are masked. Takes the flags of all commands, and checks them as those do."
        })
final class ConfigCommand extends SettingsCommand {
    private static final String MASK = "***";

    private final Terminal terminal;

    @Option(names = "--changed", description = "Only those that don't merely have their default.")
    private boolean changed;

    ConfigCommand(Terminal terminal, Map<String, String> environment) {
        super(AllSettings.CATALOG, environment);
        this.terminal = terminal;
    }

    private record Row(String name, String value, String origin) {}

    @Override
    public Integer call() {
        Settings settings = settings();
        List<Row> rows = new ArrayList<>();
        for (Setting<?> setting : AllSettings.CATALOG) {
            Settings.Entry entry = settings.entry(setting);
            if (!changed || settings.isSet(setting)) {
                rows.add(new Row(setting.name(), shown(setting, entry), entry.origin()));
            }
        }
        int names = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        int values = rows.stream().mapToInt(row -> row.value().length()).max().orElse(0);
        rows.forEach(row -> terminal.out()
                .println(String.format(
                        "%-" + names + "s  %-" + Math.max(1, values) + "s  %s",
                        row.name(),
                        row.value(),
                        row.origin())));
        return ExitCode.COMPLETED.code();
    }

    private static String shown(Setting<?> setting, Settings.Entry entry) {
        if (entry.text().isEmpty()) {
            return "none";
        }
        if (!setting.isSecret()) {
            return entry.text();
        }
        return entry.value() instanceof RedisUrl url ? url.toString() : MASK; // an address masks its own password
    }
}
