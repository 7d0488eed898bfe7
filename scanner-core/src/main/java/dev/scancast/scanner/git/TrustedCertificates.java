package dev.scancast.scanner.git;

import dev.scancast.contract.settings.SettingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whose word is taken for who a server is: Java's authorities, and those of a file. */
final class TrustedCertificates {
    private TrustedCertificates() {}

    /**
     * Sockets that trust them.
     *
     * @param caFile null for none
     * @throws SettingException if the file can't be read or holds no certificate
     */
    static SSLSocketFactory sockets(@Nullable Path caFile) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, caFile == null ? null : trusting(caFile), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new SettingException(
                    CloneSettings.CA_FILE.name() + " must be a file of certificates in PEM, got \"" + caFile + "\"", e);
        }
    }

    private static TrustManager[] trusting(Path caFile) throws GeneralSecurityException, IOException {
        List<Certificate> trusted = new ArrayList<>(javas());
        try (InputStream in = Files.newInputStream(caFile)) {
            Collection<? extends Certificate> further =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (further.isEmpty()) {
                throw new CertificateException("there is none");
            }
            trusted.addAll(further);
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < trusted.size(); i++) {
            store.setCertificateEntry("ca-" + i, trusted.get(i));
        }
        return managers(store);
    }

    private static List<X509Certificate> javas() throws GeneralSecurityException {
        for (TrustManager manager : managers(null)) {
            if (manager instanceof X509TrustManager x509) {
                return List.of(x509.getAcceptedIssuers());
            }
        }
        return List.of();
    }

    @SuppressWarnings("NullAway") // null means Java's own
    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
