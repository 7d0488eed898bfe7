package dev.scancast.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A certificate authority of the test's own, and a certificate of its making for loopback, as PEM files. Immutable. */
public final class RedisCertificates {
    private static final String PASSWORD = "of-no-use-after-the-test";
    private static final String AUTHORITY = "authority";
    private static final String SERVER = "server";

    private final Path caFile;
    private final Path certificate;
    private final Path key;

    private RedisCertificates(Path caFile, Path certificate, Path key) {
        this.caFile = caFile;
        this.certificate = certificate;
        this.key = key;
    }

    /**
     * Makes both.
     *
     * @param directory for the files
     * @param names of the server, as keytool takes them: {@code ip:127.0.0.1}
     */
    public static RedisCertificates make(Path directory, String names) {
        try {
            Path store = Files.createTempDirectory(directory, "keys-").resolve("keys.p12");
            keytool(store, AUTHORITY, List.of("-ext", "bc:c"));
            keytool(store, SERVER, List.of("-signer", AUTHORITY, "-ext", "san=" + names));
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            byte[] key = keys.getKey(SERVER, PASSWORD.toCharArray()).getEncoded();
            return new RedisCertificates(
                    write(
                            store,
                            "ca.pem",
                            "CERTIFICATE",
                            keys.getCertificate(AUTHORITY).getEncoded()),
                    write(
                            store,
                            "cert.pem",
                            "CERTIFICATE",
                            keys.getCertificate(SERVER).getEncoded()),
                    write(store, "key.pem", "PRIVATE KEY", key));
        } catch (IOException | GeneralSecurityException e) {
            throw new TestkitException("cannot make certificates", e);
        }
    }

    /** The authority's certificate, for whoever is to trust it. */
    public Path caFile() {
        return caFile;
    }

    /** What redis.conf needs for TLS to clients, replicas and Sentinels. */
    Map<String, String> config() {
        return Map.of(
                "tls-cert-file", certificate.toString(),
                "tls-key-file", key.toString(),
                "tls-ca-cert-file", caFile.toString(),
                "tls-auth-clients", "no",
                "tls-replication", "yes");
    }

    private static Path write(Path beside, String name, String type, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                beside.resolveSibling(name),
                "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
    }

    private static void keytool(Path store, String alias, List<String> more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-keyalg",
                "EC",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
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
