package dev.scancast.scanner.git;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * TLS to one host over {@link GuardedNetwork}. Java's HTTP client asks for a plain socket, which it gets connected, and
 * then for TLS around it; whatever else it might ask for fails.
 */
final class GuardedTls extends SSLSocketFactory {
    private final GuardedNetwork network;
    private final SSLSocketFactory tls;
    private final String host;
    private final int port;

    GuardedTls(GuardedNetwork network, SSLSocketFactory tls, String host, int port) {
        this.network = network;
        this.tls = tls;
        this.host = host;
        this.port = port;
    }

    @Override
    public Socket createSocket() throws IOException {
        return network.connect(host, port);
    }

    @Override
    public Socket createSocket(Socket plain, String toHost, int toPort, boolean autoClose) throws IOException {
        if (!(plain instanceof GuardedNetwork.GuardedSocket) || toPort != port) {
            throw notGuarded();
        }
        SSLSocket socket = (SSLSocket) tls.createSocket(plain, toHost, toPort, autoClose);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the certificate must be the host's
        socket.setSSLParameters(parameters);
        return socket;
    }

    @Override
    public Socket createSocket(String toHost, int toPort) throws IOException {
        throw notGuarded();
    }

    @Override
    public Socket createSocket(String toHost, int toPort, InetAddress localHost, int localPort) throws IOException {
        throw notGuarded();
    }

    @Override
    public Socket createSocket(InetAddress address, int toPort) throws IOException {
        throw notGuarded();
    }

    @Override
    public Socket createSocket(InetAddress address, int toPort, InetAddress localAddress, int localPort)
            throws IOException {
        throw notGuarded();
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return tls.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls.getSupportedCipherSuites();
    }

    private static IOException notGuarded() {
        return new SocketException("no connection is made whose address was not checked");
    }
}
