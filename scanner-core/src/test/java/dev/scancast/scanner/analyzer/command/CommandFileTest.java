package dev.scancast.scanner.analyzer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scancast.contract.settings.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The file that names commands: what it means, and what is said of every mistake in it. */
class CommandFileTest {
    @TempDir
    private Path directory;

    private List<CommandAnalyzer> read(String yaml) throws IOException {
        return CommandFile.read(Files.writeString(directory.resolve("analyzers.yaml"), yaml));
    }

    @Test
    void everythingThatCanBeSaidIsRead() throws IOException {
        CommandAnalyzer analyzer = read("""
                analyzers:
                  - name: lint
                    command: [/opt/lint, --out, "{output}", "{files}"]
                    file_types: [.js, .ts]
                    timeout: 90s
                    max_output_mib: 10
                    exit_codes: [0, 1]
                    batch: 50
                    weight: 2.5
                    required: true
                    default: true
                """).get(0);

        assertThat(analyzer.name()).isEqualTo("lint");
        assertThat(analyzer.fileTypes()).containsExactly(".js", ".ts");
        assertThat(analyzer.weight()).isEqualTo(2.5);
        assertThat(analyzer.isRequired()).isTrue();
        assertThat(analyzer.isDefault()).isTrue();
    }

    @Test
    void aNameAndACommandAreEnough() throws IOException {
        CommandAnalyzer analyzer = read("{\"analyzers\": [{\"name\": \"lint\", \"command\": [\"lint\"]}]}")
                .get(0);

        assertThat(analyzer.fileTypes()).isEmpty();
        assertThat(analyzer.weight()).isEqualTo(1);
        assertThat(analyzer.isRequired()).isFalse();
        assertThat(analyzer.isDefault()).isFalse();
    }

    @Test
    void anEmptyListIsNone() throws IOException {
        assertThat(read("analyzers: []")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "timeout: 0s | timeout must be a time from 1s to 24h, such as 90s, 10m or 1h, got \"0s\"",
                "timeout: 25h | got \"25h\"",
                "timeout: soon | got \"soon\"",
                "max_output_mib: 0 | max_output_mib must be a whole number from 1 to 2048, got \"0\"",
                "exit_codes: 1 | exit_codes must be a list",
                "exit_codes: [] | exit_codes must be a list",
                "exit_codes: [256] | from 0 to 255, got \"256\"",
                "batch: many | batch must be a whole number from 1 to 100000, got \"many\"",
                "weight: 0 | weight must be a number from 0.01 to 1000, got \"0\"",
                "required: maybe | required must be true or false, got \"maybe\"",
                "file_types: .js | file_types must be a list",
                "file_types: [js] | file_types must be endings such as .js, got \"js\"",
                "file_types: [1] | file_types must hold text",
                "color: red | there is no field \"color\"",
                "name: other | no YAML",
            })
    void aWrongFieldIsNamedWithTheAnalyzer(String line, String message) {
        assertThatThrownBy(() -> read("analyzers:\n  - name: lint\n    command: [lint]\n    " + line + "\n"))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("analyzers.yaml")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]| command must be a list",
                "lint| command must be a list",
                "[./lint]| what lies in a repository is not run",
                "[tools/lint]| what lies in a repository is not run",
                "[\"{root}/lint\"]| what lies in a repository is not run",
                "[lint, \"--files={files}\"]| {files} must be an argument of its own",
                "[lint, \"{files}\", \"{files}\"]| {files} must be an argument of its own",
                "[lint, 7]| command must hold text",
            })
    void aCommandThatCannotBeRunIsRefused(String command, String message) {
        assertThatThrownBy(() -> read("analyzers:\n  - name: lint\n    command: " + command + "\n"))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aFileThatIsNoneIsRefused() {
        assertThatThrownBy(() -> read("analyzers: [")).hasMessageContaining("no YAML");
        assertThatThrownBy(() -> read("commands: []")).hasMessageContaining("no field \"commands\"");
        assertThatThrownBy(() -> read("analyzers: {}")).hasMessageContaining("must be a list");
        assertThatThrownBy(() -> read("")).hasMessageContaining("must be a list");
        assertThatThrownBy(() -> read("analyzers: [{name: Lint!, command: [x]}]"))
                .hasMessageContaining("analyzer 1: name must match")
                .hasMessageContaining("Lint!");
        assertThatThrownBy(() -> CommandFile.read(directory.resolve("nowhere.yaml")))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("nowhere.yaml");
    }
}
