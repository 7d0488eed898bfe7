package dev.scancast.contract.redis;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.scancast.contract.settings.SettingException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/** How Redis' certificate is checked: by whom it must be signed, and that it is for the host of the URL. Immutable. */
final class RedisTls {
    /** Jedis reads the store for each connection, and this kind takes no time to be read. */
    private static final String STORE_TYPE = "JKS";

    /** It guards nothing: the store holds what everybody may know, and is in memory only. */
    private static final char[] STORE_PASSWORD = "authorities".toCharArray();

    private final SslOptions options;

    private RedisTls(SslOptions options) {
        this.options = options;
    }

    /**
     * Reads the authorities once: whoever changes them starts anew.
     *
     * @param caFile in PEM; empty for the authorities that Java knows
     * @throws SettingException if the file can't be used
     */
    static RedisTls of(String caFile) {
        SslOptions.Builder options = SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL);
        if (!caFile.isEmpty()) {
            byte[] store = store(certificates(caFile));
            options.trustStoreType(STORE_TYPE).truststore(() -> new ByteArrayInputStream(store), STORE_PASSWORD);
        }
        return new RedisTls(options.build());
    }

    private static Collection<? extends Certificate> certificates(String file) {
        String what = "redis.ca-file: the file " + file;
        Collection<? extends Certificate> certificates;
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
        } catch (CertificateException e) {
            throw new SettingException(what + " holds no certificates in PEM", e);
        } catch (IOException e) {
            throw new SettingException(what + " can't be read: " + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new SettingException(what + " holds no certificates in PEM");
        }
        return certificates;
    }

    private static byte[] store(Collection<? extends Certificate> certificates) {
        try {
            KeyStore store = KeyStore.getInstance(STORE_TYPE);
            store.load(null, null);
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("authority-" + store.size(), certificate);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            store.store(out, STORE_PASSWORD);
            return out.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every JDK has stores for certificates", e);
        }
    }

    @CanIgnoreReturnValue
    DefaultJedisClientConfig.Builder addTo(DefaultJedisClientConfig.Builder config) {
        return config.sslOptions(options);
    }
}
