package dev.scancast.gateway.access;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * By which names the gateway may be asked. A page whose own name suddenly points to 127.0.0.1 (DNS rebinding) is of the
 * gateway's origin to a browser, and the name that it asks by is all that tells it apart. Immutable.
 */
public final class HostPolicy {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|\\[::1]");
    private static final String ANY = "*";

    private final boolean anyName;
    private final Set<String> names;

    private HostPolicy(boolean anyName, Set<String> names) {
        this.anyName = anyName;
        this.names = names;
    }

    /**
     * The policy of a gateway.
     *
     * @param names that are allowed beside loopback's; an asterisk for any
     * @param isLocal whether it trusts whoever reaches it, since only this machine can: if not, and no names are given,
     *     any will do
     */
    public static HostPolicy of(List<String> names, boolean isLocal) {
        return new HostPolicy(
                names.contains(ANY) || (names.isEmpty() && !isLocal),
                names.stream().map(HostPolicy::canonical).collect(Collectors.toUnmodifiableSet()));
    }

    /**
     * Whether it may be asked by that name.
     *
     * @param host as the header has it, with or without a port; null where there is none, which no browser sends
     */
    public boolean allows(@Nullable String host) {
        if (anyName || host == null) {
            return true;
        }
        String name = canonical(host);
        return LOOPBACK.matcher(name).matches() || names.contains(name);
    }

    /** Without port and final point, in lower case. */
    private static String canonical(String host) {
        String name = host.strip().toLowerCase(Locale.ROOT);
        int colon = name.lastIndexOf(':');
        if (colon > name.lastIndexOf(']')) {
            name = name.substring(0, colon);
        }
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
