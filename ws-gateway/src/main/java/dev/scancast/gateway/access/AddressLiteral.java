package dev.scancast.gateway.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses as people and proxies write them, who spell the same IPv6 address in many ways. No DNS is asked. */
final class AddressLiteral {
    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d{2}|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile("(?:" + OCTET + "\\.){3}" + OCTET);
    private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}");

    private AddressLiteral() {}

    /** The address, or null if the text is none. */
    static @Nullable InetAddress parse(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(text); // of an address alone: asks no DNS
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
