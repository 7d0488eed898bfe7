package dev.scancast.scanner.git;

import dev.scancast.contract.source.GitUrl;
import dev.scancast.scanner.engine.ScanFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.URL;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * One request. It goes without what could be more than it seems: no compressed answers, no credentials for another host,
 * no way to log in but Basic, no server that isn't a Git server of the smart protocol.
 */
final class GuardedConnection implements HttpConnection {
    private static final String AUTHENTICATE = "WWW-Authenticate";
    private static final String ANSWER = "application/x-git-upload-pack-";

    private final HttpsURLConnection connection;
    private final GitUrl url;
    private final GuardedNetwork network;
    private final Credentials credentials;
    private boolean isLoginSent;

    GuardedConnection(HttpsURLConnection connection, GitUrl url, GuardedNetwork network, Credentials credentials) {
        this.connection = connection;
        this.url = url;
        this.network = network;
        this.credentials = credentials;
    }

    @Override
    public int getResponseCode() throws IOException {
        int status = connection.getResponseCode();
        switch (status) {
            case HTTP_OK -> requireGit();
            case HTTP_MOVED_PERM, HTTP_MOVED_TEMP, HTTP_SEE_OTHER, HTTP_11_MOVED_PERM, HTTP_11_MOVED_TEMP ->
                requireHttps();
            case HTTP_UNAUTHORIZED -> requireLogin();
            default -> throw network.refuse(CloneFailure.ofStatus(status, url.host()));
        }
        return status;
    }

    private void requireGit() throws IOException {
        String type = connection.getContentType();
        String encoding = connection.getContentEncoding();
        if (type == null || !type.startsWith(ANSWER) || (encoding != null && !encoding.equals("identity"))) {
            throw network.refuse(new ScanFailedException(
                    CloneFailure.FAILED,
                    "What answers at " + url.host() + " is no Git server of the smart HTTP protocol: look at the URL",
                    null));
        }
    }

    private void requireHttps() throws IOException {
        String location = connection.getHeaderField("Location");
        if (location != null
                && !new URL(connection.getURL(), location).getProtocol().equals("https")) {
            throw network.refuse(new ScanFailedException(
                    "url_not_allowed", "The server redirects to something else than https: give its https URL", null));
        }
    }

    /** JGit would ask for a login three times: once is enough. */
    private void requireLogin() throws IOException {
        if (isLoginSent || !credentials.has(url.host(), url.port())) {
            throw network.refuse(CloneFailure.unauthorized(url.host(), isLoginSent));
        }
        if (getHeaderFields(AUTHENTICATE).isEmpty()) {
            throw network.refuse(new ScanFailedException(
                    CloneFailure.AUTH,
                    url.host() + " offers no Basic authentication, the only one there is here",
                    null));
        }
    }

    @Override
    public void setRequestProperty(String key, String value) {
        switch (key.toLowerCase(Locale.ROOT)) {
            case "authorization" -> {
                if (credentials.has(url.host(), url.port())) {
                    isLoginSent = true;
                    connection.setRequestProperty(key, value);
                }
            }
            case "accept-encoding" -> connection.setRequestProperty(key, "identity");
            default -> connection.setRequestProperty(key, value);
        }
    }

    @Override
    public Map<String, List<String>> getHeaderFields() {
        return connection.getHeaderFields();
    }

    @Override
    public List<String> getHeaderFields(String name) {
        return connection.getHeaderFields().entrySet().stream()
                .filter(field -> name.equalsIgnoreCase(field.getKey()))
                .flatMap(field -> field.getValue().stream())
                .filter(value -> !name.equalsIgnoreCase(AUTHENTICATE) || isBasic(value))
                .toList();
    }

    private static boolean isBasic(String challenge) {
        return challenge.toLowerCase(Locale.ROOT).startsWith("basic");
    }

    @Override
    @Nullable
    public String getHeaderField(String name) {
        return connection.getHeaderField(name);
    }

    @Override
    public URL getURL() {
        return connection.getURL();
    }

    @Override
    @Nullable
    public String getResponseMessage() throws IOException {
        return connection.getResponseMessage();
    }

    @Override
    public void setRequestMethod(String method) throws ProtocolException {
        connection.setRequestMethod(method);
    }

    @Override
    public void setUseCaches(boolean useCaches) {
        connection.setUseCaches(false);
    }

    @Override
    public void setConnectTimeout(int timeout) {
        // set already
    }

    @Override
    public void setReadTimeout(int timeout) {
        // set already
    }

    @Override
    @Nullable
    public String getContentType() {
        return connection.getContentType();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return connection.getInputStream();
    }

    @Override
    public int getContentLength() {
        return connection.getContentLength();
    }

    @Override
    public void setInstanceFollowRedirects(boolean followRedirects) {
        connection.setInstanceFollowRedirects(false);
    }

    @Override
    public void setDoOutput(boolean doOutput) {
        connection.setDoOutput(doOutput);
    }

    @Override
    public void setFixedLengthStreamingMode(int contentLength) {
        connection.setFixedLengthStreamingMode(contentLength);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return connection.getOutputStream();
    }

    @Override
    public void setChunkedStreamingMode(int chunkLength) {
        connection.setChunkedStreamingMode(chunkLength);
    }

    @Override
    public String getRequestMethod() {
        return connection.getRequestMethod();
    }

    @Override
    public boolean usingProxy() {
        return false;
    }

    @Override
    public void connect() throws IOException {
        connection.connect();
    }

    @Override
    public void configure(
            KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random) {
        throw new UnsupportedOperationException("whom to trust is set already");
    }

    @Override
    public void setHostnameVerifier(HostnameVerifier verifier) {
        throw new UnsupportedOperationException("the certificate must be the host's");
    }
}
