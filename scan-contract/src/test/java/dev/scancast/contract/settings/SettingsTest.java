package dev.scancast.contract.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final Setting<Integer> PORT = Setting.integer("gateway.port", 8000, 0, 65535, "A port.");
    private static final Setting<Duration> DRAIN = Setting.duration("gateway.drain", "10s", "0s", "10m", "A time.");
    private static final Setting<Long> OUTBOX = Setting.size("gateway.outbox", "256KiB", "1KiB", "1MiB", "A size.");
    private static final List<Setting<?>> CATALOG = List.of(PORT, DRAIN, OUTBOX);

    @TempDir
    private Path directory;

    @Test
    void aFlagBeatsTheEnvironmentThatTheFileThatTheDefault() throws Exception {
        Path file = Files.writeString(directory.resolve("s.properties"), "gateway.port=3\n");
        Map<String, String> environment = Map.of("SCANCAST_GATEWAY_PORT", "2", "PATH", "/bin");
        Map<String, String> flags = Map.of("gateway.port", "1");

        assertThat(Settings.load(CATALOG, flags, environment, file).get(PORT)).isEqualTo(1);
        assertThat(Settings.load(CATALOG, Map.of(), environment, file).get(PORT))
                .isEqualTo(2);
        assertThat(Settings.load(CATALOG, Map.of(), Map.of(), file).get(PORT)).isEqualTo(3);
        assertThat(Settings.load(CATALOG, Map.of(), Map.of(), null).get(PORT)).isEqualTo(8000);
    }

    @Test
    void eachNameFollowsFromTheOne() {
        assertThat(PORT.flagName()).isEqualTo("--gateway-port");
        assertThat(PORT.environmentName()).isEqualTo("SCANCAST_GATEWAY_PORT");
    }

    @Test
    void aWrongValueIsToldWithNameValueOriginAndWhatIsAllowed() {
        assertThatThrownBy(() -> Settings.load(CATALOG, Map.of("gateway.port", "70000"), Map.of(), null))
                .isInstanceOf(SettingException.class)
                .hasMessage("gateway.port must be a whole number from 0 to 65535, got \"70000\" (--gateway-port)");
        assertThatThrownBy(() -> Settings.load(CATALOG, Map.of(), Map.of("SCANCAST_GATEWAY_DRAIN", "soon"), null))
                .hasMessageContaining("a time from 0s to 10m")
                .hasMessageContaining("\"soon\" (environment SCANCAST_GATEWAY_DRAIN)");
    }

    @Test
    void aNameThatNobodyReadsIsAnErrorAndNotIgnored() {
        assertThatThrownBy(() -> Settings.load(CATALOG, Map.of(), Map.of("SCANCAST_GATEWAY_PROT", "1"), null))
                .hasMessageContaining("there is no setting \"SCANCAST_GATEWAY_PROT\"");
    }

    @Test
    void secretsAreMaskedInMessages() {
        Setting<Integer> secret = Setting.integer("pin", 1, 0, 9, "A pin.").secret();
        assertThatThrownBy(() -> Settings.load(List.of(secret), Map.of("pin", "hunter2"), Map.of(), null))
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void unitsAreRead() {
        Settings settings =
                Settings.load(CATALOG, Map.of("gateway.drain", "1500ms", "gateway.outbox", "1MiB"), Map.of(), null);
        assertThat(settings.get(DRAIN)).isEqualTo(Duration.ofMillis(1500));
        assertThat(settings.get(OUTBOX)).isEqualTo(1 << 20);
    }

    @Test
    void aFileThatCannotBeReadIsToldByName() {
        assertThatThrownBy(() -> Settings.load(CATALOG, Map.of(), Map.of(), directory.resolve("none")))
                .hasMessageContaining("none");
    }

    @Test
    void aListKeepsCommasAndBackslashesOfItsValues() {
        Setting<List<String>> list = Setting.list("repos", "", "directories", "Directories.");
        List<String> values = List.of("/a,b", "/c\\d", "/e");

        Settings settings = Settings.load(List.of(list), Map.of("repos", Setting.joined(values)), Map.of(), null);

        assertThat(settings.get(list)).isEqualTo(values);
        assertThat(settings.isSet(list)).isTrue();
        assertThat(Settings.defaults(List.of(list)).isSet(list)).isFalse();
    }
}
