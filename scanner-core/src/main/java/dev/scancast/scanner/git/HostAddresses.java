package dev.scancast.scanner.git;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Asks for a host's addresses. */
@FunctionalInterface
interface HostAddresses {

    /** The system's own way: its files and DNS. */
    HostAddresses SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /**
     * All addresses that the host has now, the best one first. May block.
     *
     * @throws UnknownHostException if it has none
     */
    List<InetAddress> of(String host) throws UnknownHostException;
}
