package dev.scancast.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Proposes ports for servers that can't be told to choose one themselves.
 *
 * <p>They lie below the range from which systems take the ports of outgoing connections. A port from that range may be
 * taken by any client while a killed server is away; worse, a client that tries again and again to reach it on
 * loopback at last connects to itself. Another process may still be faster: callers try again with another port.
 */
public final class FreePorts {
    private static final int LOWEST = 10_240;
    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 200;

    private FreePorts() {}

    /**
     * A port that was free on loopback a moment ago.
     *
     * @throws IllegalStateException if 200 attempts found none
     */
    public static int next() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port between " + LOWEST + " and " + HIGHEST + " on loopback");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false; // the answer we asked for
        }
    }
}
