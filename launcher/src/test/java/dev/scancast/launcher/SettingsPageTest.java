package dev.scancast.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of settings says what the catalogs say. */
class SettingsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "settings.md");
    private static final String HEAD = """
            # Settings

            A setting is one name in four places: a flag of the command (`--gateway-port 8001`), an environment variable
            (`SCANCAST_GATEWAY_PORT=8001`), a line of a properties file (`gateway.port=8001`, the file being named by
            `--config` or `SCANCAST_CONFIG`), and a default. A flag beats the environment, that the file, that the default. A
            value that isn't allowed, or a name that nobody reads, stops the start with one line that says so. A list is
            separated by commas; its flag may also be given more than once.

            | file | flag | environment | default | allowed | what for |
            |---|---|---|---|---|---|
            """;

    @Test
    void listsEverySetting() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        AllSettings.CATALOG.forEach(setting -> page.append(row(setting)));
        Path made = Path.of("target", "settings.md");
        Files.createDirectories(made.getParent());
        Files.writeString(made, page);

        assertThat(PAGE).as("copy launcher/target/settings.md over it").hasSameTextualContentAs(made);
    }

    private static String row(Setting<?> setting) {
        return String.join(
                        " | ",
                        "| `" + setting.name() + "`",
                        "`" + setting.flagName() + "`",
                        "`" + setting.environmentName() + "`",
                        setting.defaultText().isEmpty() ? "none" : "`" + setting.defaultText() + "`",
                        setting.allowed(),
                        setting.description())
                + " |\n";
    }
}
