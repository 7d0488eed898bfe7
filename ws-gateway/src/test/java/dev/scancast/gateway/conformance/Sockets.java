package dev.scancast.gateway.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The TCP sockets of this machine, where it is a Linux. */
final class Sockets {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final int ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String LISTEN = "0A";

    /** Of a socket that only the kernel still knows, until the peer has ended its half. */
    private static final String NONE = "0";

    private Sockets() {}

    /** The accepted connections at that local port that somebody still holds; none where it can't be told. */
    static List<String> openAt(int port) throws IOException {
        String local = String.format(Locale.ROOT, ":%04X", port);
        List<String> open = new ArrayList<>();
        for (Path table : TABLES) {
            for (String line : Files.isReadable(table) ? Files.readAllLines(table) : List.<String>of()) {
                String[] fields = line.strip().split(" +", -1);
                if (fields[ADDRESS].endsWith(local) && !fields[STATE].equals(LISTEN) && !fields[INODE].equals(NONE)) {
                    open.add(line.strip());
                }
            }
        }
        return open;
    }
}
