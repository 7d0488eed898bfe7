package dev.scancast.scanner.git;

import dev.scancast.contract.source.GitUrl;
import dev.scancast.contract.source.SourceRefusedException;
import dev.scancast.scanner.engine.ScanFailedException;
import java.io.IOException;
import java.net.Authenticator;
import java.net.Proxy;
import java.net.URL;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;

/**
 * JGit's way to the network: every request of a clone comes through here, the first one and each that a redirect leads
 * to. No proxy is used, since it would do the look-up that is to be checked.
 */
final class GuardedConnections implements HttpConnectionFactory {
    private final GitUrl url;
    private final GuardedNetwork network;
    private final SSLSocketFactory tls;
    private final Credentials credentials;

    GuardedConnections(GitUrl url, GuardedNetwork network, SSLSocketFactory tls, Credentials credentials) {
        this.url = url;
        this.network = network;
        this.tls = tls;
        this.credentials = credentials;
    }

    @Override
    public HttpConnection create(URL target) throws IOException {
        GitUrl checked = checked(target);
        HttpsURLConnection connection = (HttpsURLConnection) target.openConnection(Proxy.NO_PROXY);
        connection.setSSLSocketFactory(new GuardedTls(network, tls, checked.host(), checked.port()));
        connection.setHostnameVerifier((host, session) -> false); // TLS itself has the only word
        connection.setAuthenticator(new Authenticator() {}); // nobody is asked but JGit's provider
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(network.idleMillis());
        connection.setReadTimeout(network.idleMillis());
        return new GuardedConnection(connection, checked, network, credentials);
    }

    @Override
    public HttpConnection create(URL target, Proxy proxy) throws IOException {
        return create(target);
    }

    private GitUrl checked(URL target) throws IOException {
        String text = target.toString();
        int query = text.indexOf('?');
        try {
            return network.rule().check(query < 0 ? text : text.substring(0, query));
        } catch (SourceRefusedException e) {
            String prefix = text.startsWith(url.toString()) ? "" : "The server redirects: ";
            throw network.refuse(new ScanFailedException(e.code().wireName(), prefix + e.getMessage(), e));
        }
    }
}
