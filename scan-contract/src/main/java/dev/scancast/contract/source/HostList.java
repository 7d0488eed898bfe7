package dev.scancast.contract.source;

import dev.scancast.contract.settings.SettingException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Hosts by name: {@code git.internal}, {@code *.internal}, {@code 10.1.2.3}, {@code [fd00::1]}, each with a port or not. */
final class HostList {
    private static final Pattern ENTRY = Pattern.compile("(\\*\\.)?(\\[[^\\]]*\\]|[^:\\[\\]*]+)(?::([0-9]{1,5}))?");

    private final List<Entry> entries;

    private record Entry(boolean below, Host host, @Nullable Integer port) {
        boolean matches(Host wanted, int wantedPort) {
            if (port != null && port != wantedPort) {
                return false;
            }
            if (host.address() != null) {
                return host.address().equals(wanted.address());
            }
            return below
                    ? wanted.name().endsWith("." + host.name())
                    : wanted.name().equals(host.name());
        }
    }

    /** @throws SettingException if an entry is none */
    HostList(String setting, List<String> texts) {
        this.entries = texts.stream().map(text -> entry(setting, text)).toList();
    }

    boolean contains(Host host, int port) {
        return entries.stream().anyMatch(entry -> entry.matches(host, port));
    }

    /** Whether an entry names the host together with that very port. */
    boolean namesPort(Host host, int port) {
        return entries.stream().anyMatch(entry -> entry.port() != null && entry.matches(host, port));
    }

    private static Entry entry(String setting, String text) {
        Matcher parts = ENTRY.matcher(text);
        if (parts.matches()) {
            try {
                Host host = Host.parse(parts.group(2));
                Integer port = parts.group(3) == null ? null : Integer.valueOf(parts.group(3));
                return new Entry(parts.group(1) != null, host, port);
            } catch (SourceRefusedException e) {
                throw wrong(setting, text, e);
            }
        }
        throw wrong(setting, text, null);
    }

    private static SettingException wrong(String setting, String text, @Nullable Throwable cause) {
        return new SettingException(
                setting + " must hold hosts such as git.internal, *.internal, 10.1.2.3 or git.internal:8443, got \""
                        + text + "\"",
                cause);
    }
}
