package dev.scancast.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A certificate authority of the test's own, made by the JDK's keytool, and a server's certificate that it signed. */
public final class TestCertificates {
    /** Of the store, and of the key in it. */
    public static final String PASSWORD = "of-no-use-after-the-test";

    private static final String TYPE = "PKCS12";
    private static final String AUTHORITY = "authority";
    private static final String SERVER = "server";

    private final Path directory;
    private final KeyStore keys;
    private final X509Certificate certificate;

    private TestCertificates(Path directory, KeyStore keys, X509Certificate certificate) {
        this.directory = directory;
        this.keys = keys;
        this.certificate = certificate;
    }

    /**
     * Makes both.
     *
     * @param parent for a directory with the files
     * @param names of the server, as keytool takes them: {@code ip:127.0.0.1,dns:example.test}
     */
    public static TestCertificates make(Path parent, String names) {
        try {
            Path directory = Files.createTempDirectory(parent, "certificates-");
            Path made = directory.resolve("made.p12");
            keytool(made, AUTHORITY, List.of("-ext", "bc:c=ca:true"));
            keytool(made, SERVER, List.of("-signer", AUTHORITY, "-ext", "san=" + names));
            KeyStore both = empty();
            try (InputStream in = Files.newInputStream(made)) {
                both.load(in, PASSWORD.toCharArray());
            }
            Key key = both.getKey(SERVER, PASSWORD.toCharArray());
            // Without the authority's key, which a server would take for its own.
            KeyStore keys = empty();
            keys.setKeyEntry(SERVER, key, PASSWORD.toCharArray(), both.getCertificateChain(SERVER));
            X509Certificate certificate = (X509Certificate) both.getCertificate(SERVER);
            TestCertificates certificates = new TestCertificates(directory, keys, certificate);
            try (OutputStream out = Files.newOutputStream(certificates.store())) {
                keys.store(out, PASSWORD.toCharArray());
            }
            write(
                    certificates.caFile(),
                    "CERTIFICATE",
                    both.getCertificate(AUTHORITY).getEncoded());
            write(certificates.certificateFile(), "CERTIFICATE", certificate.getEncoded());
            write(certificates.keyFile(), "PRIVATE KEY", key.getEncoded());
            return certificates;
        } catch (IOException | GeneralSecurityException e) {
            throw new TestkitException("cannot make certificates", e);
        }
    }

    /** The authority's certificate in PEM, for whoever is to trust it. */
    public Path caFile() {
        return directory.resolve("ca.pem");
    }

    /** The server's certificate in PEM. */
    public Path certificateFile() {
        return directory.resolve("cert.pem");
    }

    /** The server's key in PEM, unencrypted. */
    public Path keyFile() {
        return directory.resolve("key.pem");
    }

    /** The server's key and certificates as a PKCS #12 file. */
    public Path store() {
        return directory.resolve("keys.p12");
    }

    /** The same as a store; not a copy. */
    public KeyStore keys() {
        return keys;
    }

    /** The server's. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** What redis.conf needs for TLS to clients, replicas and Sentinels. */
    Map<String, String> redisConfig() {
        return Map.of(
                "tls-cert-file", certificateFile().toString(),
                "tls-key-file", keyFile().toString(),
                "tls-ca-cert-file", caFile().toString(),
                "tls-auth-clients", "no",
                "tls-replication", "yes");
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(TYPE);
        store.load(null, null);
        return store;
    }

    private static void write(Path file, String type, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(file, "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
    }

    private static void keytool(Path store, String alias, List<String> more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias, "-keyalg", "EC"));
        command.addAll(List.of("-validity", "2", "-storetype", TYPE));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        command.addAll(more);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new TestkitException("keytool failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("interrupted while keytool ran", e);
        }
    }
}
