package dev.scancast.gateway.access;

import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.SettingException;
import dev.scancast.contract.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How callers prove who they are.
 *
 * @param secretFile of secrets for HS256, a line each; empty for none
 * @param jwks an address or a file of public keys; empty for none
 * @param issuer who must have made a token
 * @param audience whom it must be for
 * @param algorithms by which it may be signed
 * @param clockSkew how much the clocks may differ
 * @param refresh how often keys from an address are fetched again
 * @param queryToken whether a token may stand in an address
 * @param ticketLife how long a ticket may wait for its use
 * @param expiryNotice how long before its token expires a client is told
 */
public record AccessSettings(
        Mode mode,
        String secretFile,
        String jwks,
        String issuer,
        String audience,
        Set<String> algorithms,
        Duration clockSkew,
        Duration refresh,
        boolean queryToken,
        Duration ticketLife,
        Duration expiryNotice) {

    /** Whether callers are told apart. */
    public enum Mode {
        NONE,
        JWT
    }

    private static final String SHARED = "HS256";
    private static final Set<String> PUBLIC = Set.of("RS256", "ES256");

    static final Setting<Mode> MODE = Setting.of(
            "auth.mode",
            "none",
            "none or jwt",
            "Whether callers must prove who they are, by a JSON Web Token.",
            text -> switch (text) {
                case "none" -> Mode.NONE;
                case "jwt" -> Mode.JWT;
                default -> throw new IllegalArgumentException();
            });
    static final Setting<String> SECRET_FILE = Setting.text(
            "auth.secret-file",
            "",
            "a file; empty for none",
            "Secrets by which tokens are signed with HS256, a line each of 32 bytes or more; read again when it changes.");
    static final Setting<String> JWKS = Setting.text(
            "auth.jwks",
            "",
            "an https address or a file; empty for none",
            "Public keys by which tokens are signed, as a JSON Web Key Set; a file is read again when it changes.");
    static final Setting<String> ISSUER =
            Setting.text("auth.issuer", "", "the claim iss", "Who must have made a token.");
    static final Setting<String> AUDIENCE =
            Setting.text("auth.audience", "", "one of the claim aud", "Whom a token must be for.");
    static final Setting<List<String>> ALGORITHMS = Setting.list(
            "auth.algorithms",
            "",
            "HS256 with a secret; RS256, ES256 with a key set; empty for all of these",
            "By which algorithms tokens may be signed.");
    static final Setting<Duration> CLOCK_SKEW = Setting.duration(
            "auth.clock-skew", "30s", "0s", "10m", "How much the clocks of gateway and issuer may differ.");
    static final Setting<Duration> REFRESH = Setting.duration(
            "auth.jwks-refresh",
            "5m",
            "10s",
            "24h",
            "How often keys are fetched from an address; one that is not known is looked for at once.");
    static final Setting<Boolean> QUERY_TOKEN = Setting.flag(
            "auth.query-token", false, "Takes a token from the address, ?token=, where proxies and browsers keep it.");
    static final Setting<Duration> TICKET_LIFE =
            Setting.duration("auth.ticket-life", "30s", "1s", "5m", "How long a one-time ticket may wait for its use.");
    static final Setting<Duration> EXPIRY_NOTICE = Setting.duration(
            "auth.expiry-notice", "30s", "0s", "10m", "How long before its token expires a watching client is told.");

    /** All of them. */
    public static final List<Setting<?>> CATALOG = List.of(
            MODE,
            SECRET_FILE,
            JWKS,
            ISSUER,
            AUDIENCE,
            ALGORITHMS,
            CLOCK_SKEW,
            REFRESH,
            QUERY_TOKEN,
            TICKET_LIFE,
            EXPIRY_NOTICE);

    /** @throws SettingException if they don't fit together: nothing is open by mistake */
    public AccessSettings {
        boolean hasSecret = !secretFile.isEmpty();
        boolean hasKeys = !jwks.isEmpty();
        if (mode == Mode.NONE && (hasSecret || hasKeys)) {
            throw new SettingException("auth.mode must be jwt where auth.secret-file or auth.jwks is set, got none");
        }
        if (mode == Mode.JWT) {
            require(hasSecret != hasKeys, "auth.mode jwt needs auth.secret-file or auth.jwks, and not both");
            require(!issuer.isEmpty(), "auth.mode jwt needs auth.issuer: who makes the tokens");
            require(!audience.isEmpty(), "auth.mode jwt needs auth.audience: whom the tokens are for");
            Set<String> possible = hasSecret ? Set.of(SHARED) : PUBLIC;
            require(
                    possible.containsAll(algorithms),
                    "auth.algorithms must be of " + possible.stream().sorted().toList() + " with "
                            + (hasSecret ? "auth.secret-file" : "auth.jwks") + ", got " + algorithms);
            algorithms = algorithms.isEmpty() ? possible : Set.copyOf(algorithms);
        }
    }

    /** The values in force. */
    public static AccessSettings from(Settings settings) {
        return new AccessSettings(
                settings.get(MODE),
                settings.get(SECRET_FILE),
                settings.get(JWKS),
                settings.get(ISSUER),
                settings.get(AUDIENCE),
                Set.copyOf(settings.get(ALGORITHMS)),
                settings.get(CLOCK_SKEW),
                settings.get(REFRESH),
                settings.get(QUERY_TOKEN),
                settings.get(TICKET_LIFE),
                settings.get(EXPIRY_NOTICE));
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new SettingException(otherwise);
        }
    }
}
