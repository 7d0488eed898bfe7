package dev.scancast.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scancast.contract.settings.SettingException;
import dev.scancast.contract.settings.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Proxies are known by their addresses, however those are spelled. */
class TrustedProxiesTest {
    private static final String CLIENT = "198.51.100.7";

    @ParameterizedTest
    @CsvSource({
        "::1, ::1",
        "::1, 0:0:0:0:0:0:0:1",
        "0:0:0:0:0:0:0:1, ::1",
        "2001:DB8::a, 2001:db8:0:0:0:0:0:A",
        "::ffff:10.0.0.1, 10.0.0.1",
        "10.0.0.1, ::ffff:a00:1",
        "fe80::1, fe80::1%1",
    })
    void anAddressIsTheSameInEverySpelling(String trusted, String peer) throws UnknownHostException {
        Limits limits = trusting(trusted);
        assertThat(limits.clientOf(address(peer), List.of(CLIENT))).isEqualTo(CLIENT);
    }

    @Test
    void aProxyBehindAProxyIsPassedOverAndWhatTheClientWroteIsNotReached() throws UnknownHostException {
        Limits limits = trusting("::1, 2001:db8::5");
        List<String> forwarded = List.of("192.0.2.66, " + CLIENT, "2001:DB8:0::5");
        assertThat(limits.clientOf(address("::1"), forwarded)).isEqualTo(CLIENT);
    }

    @Test
    void aClientHasOneNameHoweverItsAddressIsSpelled() throws UnknownHostException {
        Limits limits = trusting("::1");
        InetAddress proxy = address("::1");
        assertThat(limits.clientOf(proxy, List.of("2001:DB8::9")))
                .isEqualTo(limits.clientOf(proxy, List.of("2001:db8:0:0:0:0:0:9")));
    }

    @Test
    void whoIsNoTrustedProxyIsItself() throws UnknownHostException {
        InetAddress stranger = address("2001:db8::6");
        assertThat(trusting("2001:db8::5").clientOf(stranger, List.of(CLIENT))).isEqualTo(stranger.getHostAddress());
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "localhost", "_hidden", "999.1.1.1", "1.2.3", "127.1", "::g", ".:", "1:2", ":"})
    void whatIsNoAddressIsAClientsNameAndIsNeverLookedUp(String name) throws UnknownHostException {
        assertThat(AddressLiteral.parse(name)).isNull();
        assertThat(trusting("::1").clientOf(address("::1"), List.of(CLIENT + "," + name)))
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/8", "10.0.0.1:80", "[::1]"})
    void aProxyThatIsNoAddressStopsTheStart(String trusted) {
        assertThatThrownBy(() -> trusting(trusted))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("gateway.trusted-proxies")
                .hasMessageContaining("\"" + trusted + "\"");
    }

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    private static Limits trusting(String proxies) {
        Map<String, String> flags = Map.of("gateway.trusted-proxies", proxies);
        Settings settings = Settings.load(LimitSettings.CATALOG, flags, Map.of(), null);
        return new Limits(LimitSettings.from(settings), new AccessMetrics());
    }
}
