package dev.scancast.contract.source;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host as a URL names it, in the one form that every program reads alike: a DNS name in plain ASCII, an IPv4 address
 * of four decimal numbers, or an IPv6 address in brackets. Everything that libraries disagree about is refused: numbers
 * that stand for addresses, octal and hexadecimal, zones, a dot at the end, dots of other alphabets.
 *
 * @param name in lower case, without brackets
 * @param address if it is an address, else null
 */
record Host(String name, @Nullable InetAddress address) {
    private static final int LONGEST = 253;
    private static final Pattern NAME =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern NUMBER_AT_THE_END = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile("(" + OCTET + "\\.){3}" + OCTET);
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]{2,45}");

    /**
     * Reads it.
     *
     * @param text as it stands in a URL, without port
     * @throws SourceRefusedException if it has no such form
     */
    static Host parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("[") && lower.endsWith("]")) {
            return ipv6(lower.substring(1, lower.length() - 1));
        }
        if (lower.isEmpty() || lower.length() > LONGEST) {
            throw refused("it must be 1 to " + LONGEST + " characters long");
        }
        if (IPV4.matcher(lower).matches()) {
            return new Host(lower, literal(lower));
        }
        if (NUMBER_AT_THE_END.matcher(lower).matches()) {
            throw refused("an address must be written as four decimal numbers without leading zeros");
        }
        if (!NAME.matcher(lower).matches()) {
            throw refused("it must be a DNS name of a-z, 0-9, - and . alone, without a dot at the end; write a name of"
                    + " other letters in its xn-- form");
        }
        return new Host(lower, null);
    }

    /** Whether by its mere name it means the machine that asks. */
    boolean isLocal() {
        return name.equals("localhost") || name.endsWith(".localhost") || name.startsWith("localhost.");
    }

    /** As a URL spells it. */
    @Override
    public String toString() {
        return name.indexOf(':') >= 0 ? "[" + name + "]" : name;
    }

    private static Host ipv6(String text) {
        if (!IPV6.matcher(text).matches() || text.indexOf(':') < 0) {
            throw refused("what stands in brackets is no IPv6 address");
        }
        return new Host(text, literal(text));
    }

    private static InetAddress literal(String text) {
        try {
            return InetAddress.getByName(text); // of an address alone: asks no DNS
        } catch (UnknownHostException e) {
            throw refused("what stands in brackets is no IPv6 address");
        }
    }

    private static SourceRefusedException refused(String why) {
        return SourceRefusedException.url("repository_url has a host that is not allowed: " + why);
    }
}
