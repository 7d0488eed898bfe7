package dev.scancast.contract.source;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Tells addresses of the public internet from all others: private, loopback, link-local, shared by a carrier, multicast,
 * for documentation and the like, by the registries of RFC 6890 as they stand. Of IPv6 only global unicast is public,
 * without what wraps an IPv4 address; the wrap that NAT64 makes is as public as what it holds.
 */
final class PublicAddresses {
    private static final List<Block> SPECIAL = List.of(
            block("0.0.0.0", 8),
            block("10.0.0.0", 8),
            block("100.64.0.0", 10),
            block("127.0.0.0", 8),
            block("169.254.0.0", 16),
            block("172.16.0.0", 12),
            block("192.0.0.0", 24),
            block("192.0.2.0", 24),
            block("192.88.99.0", 24),
            block("192.168.0.0", 16),
            block("198.18.0.0", 15),
            block("198.51.100.0", 24),
            block("203.0.113.0", 24),
            block("224.0.0.0", 3),
            block("2001::", 23),
            block("2001:db8::", 32),
            block("2002::", 16),
            block("3fff::", 20));

    private static final Block GLOBAL_UNICAST = block("2000::", 3);
    private static final Block NAT64 = block("64:ff9b::", 96);

    private PublicAddresses() {}

    /** The addresses that share their first bits. */
    private record Block(BigInteger prefix, int length, int bytes) {
        boolean holds(byte[] address) {
            return address.length == bytes
                    && new BigInteger(1, address).shiftRight(bytes * 8 - length).equals(prefix);
        }
    }

    /** Whether the address is one of the public internet. */
    static boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (NAT64.holds(bytes)) {
            return isPublic(Arrays.copyOfRange(bytes, 12, 16));
        }
        return isPublic(bytes);
    }

    private static boolean isPublic(byte[] address) {
        return (address.length == 4 || GLOBAL_UNICAST.holds(address))
                && SPECIAL.stream().noneMatch(block -> block.holds(address));
    }

    private static Block block(String address, int length) {
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return new Block(new BigInteger(1, bytes).shiftRight(bytes.length * 8 - length), length, bytes.length);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(address + " is an address", e);
        }
    }
}
