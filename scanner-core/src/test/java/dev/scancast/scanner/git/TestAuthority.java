package dev.scancast.scanner.git;

import dev.scancast.testkit.TestCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** The certificates of the Git servers of this run of the tests: made once, since that takes seconds. */
final class TestAuthority {
    /** The name in the server's certificate, beside the loopback address. */
    static final String HOST = "git.example.test";

    private static final TestCertificates CERTIFICATES = make();

    private TestAuthority() {}

    static TestCertificates certificates() {
        return CERTIFICATES;
    }

    private static TestCertificates make() {
        try {
            return TestCertificates.make(
                    Files.createTempDirectory("scancast-test-ca-"),
                    "dns:" + HOST + ",dns:other.example.test,ip:127.0.0.1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
