package dev.scancast.scanner.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate authority made for this run of the tests by the JDK's keytool, and a server's key that it signed. */
final class TestAuthority {
    static final String PASSWORD = "of-no-use-after-the-test";

    /** The name in the server's certificate, beside the loopback address. */
    static final String HOST = "git.example.test";

    private static final TestAuthority INSTANCE = new TestAuthority();

    private final Path store;
    private final Path caFile;

    private TestAuthority() {
        try {
            Path directory = Files.createTempDirectory("scancast-test-ca-");
            store = directory.resolve("keys.p12");
            caFile = directory.resolve("ca.pem");
            keytool("-genkeypair", "-alias", "ca", "-dname", "CN=Test CA", "-ext", "bc:c=ca:true");
            keytool(
                    "-genkeypair",
                    "-alias",
                    "server",
                    "-signer",
                    "ca",
                    "-dname",
                    "CN=server",
                    "-ext",
                    "san=dns:" + HOST + ",dns:other.example.test,ip:127.0.0.1");
            Files.writeString(caFile, pem());
            store.toFile().deleteOnExit();
            caFile.toFile().deleteOnExit();
            directory.toFile().deleteOnExit();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static TestAuthority get() {
        return INSTANCE;
    }

    /** With the server's key. */
    Path store() {
        return store;
    }

    /** The authority's certificate in PEM. */
    Path caFile() {
        return caFile;
    }

    private String pem() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Base64.Encoder encoder = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN CERTIFICATE-----\n"
                + encoder.encodeToString(keys.getCertificate("ca").getEncoded()) + "\n-----END CERTIFICATE-----\n";
    }

    private void keytool(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keyalg", "EC", "-storetype", "PKCS12", "-validity", "2"));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("keytool failed: " + command);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
