package dev.scancast.gateway.web;

import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.SettingException;
import dev.scancast.contract.settings.Settings;
import java.util.List;

/**
 * Whether the gateway speaks TLS.
 *
 * @param certificates a file of the chain in PEM, its own first; empty for no TLS
 * @param key a file of the private key in PEM, PKCS#8
 */
public record TlsSettings(String certificates, String key) {

    static final Setting<String> CERTIFICATES = Setting.text(
            "gateway.tls-cert",
            "",
            "a file of certificates in PEM; empty for no TLS",
            "The gateway's certificate and its chain; read again when it changes.");
    static final Setting<String> KEY = Setting.text(
            "gateway.tls-key",
            "",
            "a file of a private key in PEM, PKCS#8",
            "The certificate's key; read again when the certificate changes.");

    /** Both. */
    public static final List<Setting<?>> CATALOG = List.of(CERTIFICATES, KEY);

    /** @throws SettingException if one is set without the other */
    public TlsSettings {
        if (certificates.isEmpty() != key.isEmpty()) {
            throw new SettingException("gateway.tls-cert and gateway.tls-key go together: set both or none");
        }
    }

    /** The values in force. */
    public static TlsSettings from(Settings settings) {
        return new TlsSettings(settings.get(CERTIFICATES), settings.get(KEY));
    }

    public boolean isOn() {
        return !certificates.isEmpty();
    }
}
