package dev.scancast.contract.source;

import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/**
 * Which Git repositories may be cloned. Gateways apply it to what a request names, workers again, to every redirect too,
 * and to the very addresses that they connect to. Immutable.
 */
public final class GitUrlRule {
    public static final Setting<List<String>> PRIVATE_HOSTS = Setting.list(
            "clone.private-hosts",
            "",
            "hosts such as git.internal, *.internal, 10.1.2.3 or git.internal:8443, separated by commas",
            "Git hosts that may have addresses which aren't public; all others must have public ones.");

    public static final Setting<Set<GitScheme>> SCHEMES = Setting.of(
            "clone.schemes",
            "https",
            "https, or https,ssh",
            "How Git servers may be spoken to. With ssh, workers need clone.ssh-key-file and clone.ssh-known-hosts-file.",
            GitUrlRule::schemes);

    /** All settings. */
    public static final List<Setting<?>> CATALOG = List.of(PRIVATE_HOSTS, SCHEMES);

    private static final int FIRST_FREE_PORT = 1024;

    private final HostList privateHosts;
    private final Set<GitScheme> schemes;

    /**
     * @param privateHosts see {@link #PRIVATE_HOSTS}
     * @param schemes that are allowed
     * @throws dev.scancast.contract.settings.SettingException if one of the hosts is none
     */
    public GitUrlRule(List<String> privateHosts, Set<GitScheme> schemes) {
        this.privateHosts = new HostList(PRIVATE_HOSTS.name(), privateHosts);
        this.schemes = Set.copyOf(schemes);
    }

    /** The rule in force. */
    public static GitUrlRule from(Settings settings) {
        return new GitUrlRule(settings.get(PRIVATE_HOSTS), settings.get(SCHEMES));
    }

    private static Set<GitScheme> schemes(String text) {
        return switch (text.replace(" ", "")) {
            case "https" -> Set.of(GitScheme.HTTPS);
            case "https,ssh", "ssh,https" -> Set.of(GitScheme.HTTPS, GitScheme.SSH);
            default -> throw new IllegalArgumentException();
        };
    }

    /** Whether URLs may have that scheme. */
    public boolean allows(GitScheme scheme) {
        return schemes.contains(scheme);
    }

    /**
     * Whether a URL may be cloned, as far as it tells itself.
     *
     * @throws SourceRefusedException with {@code url_not_allowed} if it may not
     */
    public GitUrl check(String url) {
        GitUrl parsed = GitUrl.parse(url, schemes);
        checkHost(parsed);
        return parsed;
    }

    /**
     * Whether the host may be reached at an address.
     *
     * @param address one that its name has now
     * @throws SourceRefusedException with {@code url_not_allowed} if it may not; it doesn't tell the address
     */
    public void check(String host, int port, InetAddress address) {
        if (!PublicAddresses.contains(address) && !privateHosts.contains(host(host), port)) {
            throw notPublic(host);
        }
    }

    private void checkHost(GitUrl url) {
        Host host = host(url.host());
        if (host.address() != null) {
            check(url.host(), url.port(), host.address());
        } else if (host.isLocal() && !privateHosts.contains(host, url.port())) {
            throw notPublic(url.host());
        }
        if (url.port() < FIRST_FREE_PORT
                && url.port() != url.scheme().port()
                && !privateHosts.namesPort(host, url.port())) {
            throw SourceRefusedException.url("repository_url must have port "
                    + url.scheme().port() + " or one from " + FIRST_FREE_PORT + " on, got " + url.port());
        }
    }

    private static Host host(String name) {
        return Host.parse(name.indexOf(':') >= 0 ? "[" + name + "]" : name);
    }

    private static SourceRefusedException notPublic(String host) {
        return SourceRefusedException.url("repository_url names " + host + ", which has no public address: if it is"
                + " meant, name it in the setting " + PRIVATE_HOSTS.name());
    }
}
