package dev.scancast.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.settings.SettingException;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.gateway.Publisher;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.TestCertificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway itself speaks TLS, and takes a new certificate without a restart. */
class TlsTest {
    private static OwnRedis redis;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        redis = OwnRedis.start();
    }

    @AfterAll
    static void end() {
        redis.close();
    }

    @Test
    void everyTransportRunsOverTlsAndANewCertificateIsTaken() throws Exception {
        X509Certificate first = install();
        try (OwnGateway gateway = OwnGateway.startUnready(redis.port(), tls());
                Publisher publisher = Publisher.of(redis, ScanId.create())) {
            HttpClient client = trusting(first);
            String base = "https://127.0.0.1:" + gateway.port();
            HttpResponse<String> live = get(client, base + "/health/live");
            assertThat(live.statusCode()).isEqualTo(200);
            assertThat(live.headers().firstValue("Strict-Transport-Security")).isPresent();
            publisher.setAndPublish("{\"status\":\"finished\",\"progress\":100}");
            assertThat(overSocket(client, gateway.port(), publisher.scan())).contains("finished");
            assertThat(get(client, base + "/api/v1/scanner/events/" + publisher.scan())
                            .body())
                    .contains("finished");
            assertThat(shown(gateway.port(), first)).isEqualTo(first);

            X509Certificate second = install();
            await("the new certificate is shown")
                    .ignoreExceptionsInstanceOf(SSLException.class)
                    .until(() -> shown(gateway.port(), second).equals(second));
        }
    }

    @Test
    void certificatesThatDoNotFitStopTheStart() throws Exception {
        install();
        Files.writeString(directory.resolve("key.pem"), "-----BEGIN RSA PRIVATE KEY-----\n");
        assertThatThrownBy(() -> OwnGateway.startUnready(redis.port(), tls()))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("openssl pkcs8");
        assertThatThrownBy(() -> OwnGateway.startUnready(redis.port(), "gateway.tls-cert", "x"))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("go together");
    }

    private String[] tls() {
        return new String[] {
            "gateway.tls-cert", directory.resolve("cert.pem").toString(),
            "gateway.tls-key", directory.resolve("key.pem").toString()
        };
    }

    private static HttpResponse<String> get(HttpClient client, String address)
            throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String overSocket(HttpClient client, int port, ScanId scan) {
        CompletableFuture<String> first = new CompletableFuture<>();
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(
                        URI.create("wss://127.0.0.1:" + port + "/api/v1/scanner/ws/scan/" + scan),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onText(WebSocket opened, CharSequence data, boolean last) {
                                first.complete(data.toString());
                                opened.request(1);
                                return null;
                            }
                        })
                .join();
        String text = first.join();
        socket.abort();
        return text;
    }

    private static X509Certificate shown(int port, X509Certificate trusted) throws Exception {
        try (SSLSocket socket = (SSLSocket) context(trusted).getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static HttpClient trusting(X509Certificate certificate) throws GeneralSecurityException, IOException {
        return HttpClient.newBuilder().sslContext(context(certificate)).build();
    }

    private static SSLContext context(X509Certificate certificate) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("gateway", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** A new pair in the files: the key first, since a change of the certificate is what is looked for. */
    private X509Certificate install() throws IOException {
        TestCertificates made = TestCertificates.make(directory, "ip:127.0.0.1");
        Files.copy(made.keyFile(), directory.resolve("key.pem"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(made.certificateFile(), directory.resolve("cert.pem"), StandardCopyOption.REPLACE_EXISTING);
        return made.certificate();
    }
}
