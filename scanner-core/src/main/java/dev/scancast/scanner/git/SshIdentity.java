package dev.scancast.scanner.git;

import dev.scancast.contract.settings.SettingException;
import dev.scancast.contract.source.GitUrl;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.util.io.resource.PathResource;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

/**
 * Who the worker is to ssh servers, and which servers it knows: the files of two settings, read anew for each clone.
 * Immutable; shows nothing of them.
 */
final class SshIdentity {
    private final Path keyFile;
    private final Path knownHostsFile;

    /**
     * @throws SettingException if ssh is allowed and one of them isn't set, or can't be read
     */
    SshIdentity(@Nullable Path keyFile, @Nullable Path knownHostsFile) {
        this.keyFile = required(keyFile, CloneSettings.SSH_KEY_FILE.name());
        this.knownHostsFile = required(knownHostsFile, CloneSettings.SSH_KNOWN_HOSTS_FILE.name());
        var unusedKeys = keys();
        var unusedHosts = knownHosts();
    }

    private static Path required(@Nullable Path file, String setting) {
        if (file == null) {
            throw new SettingException("clone.schemes has ssh, so " + setting + " must name a file, got \"\"");
        }
        return file;
    }

    /**
     * The worker's key, which may be more than one.
     *
     * @throws SettingException if the file holds none, or one with a passphrase
     */
    List<KeyPair> keys() {
        List<KeyPair> keys = new ArrayList<>();
        try (InputStream in = Files.newInputStream(keyFile)) {
            Iterable<KeyPair> read = SecurityUtils.loadKeyPairIdentities(
                    null, new PathResource(keyFile), in, FilePasswordProvider.EMPTY);
            if (read != null) {
                read.forEach(keys::add);
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw noKey(e);
        }
        if (keys.isEmpty()) {
            throw noKey(null);
        }
        return keys;
    }

    private SettingException noKey(@Nullable Exception cause) {
        return new SettingException(
                CloneSettings.SSH_KEY_FILE.name() + " must be a private key in OpenSSH's or PEM format, without a"
                        + " passphrase, got \"" + keyFile + "\"",
                cause);
    }

    /**
     * A server's key that is known.
     *
     * @param revoked it is known as one not to trust
     */
    record KnownKey(String type, PublicKey key, boolean revoked) {}

    /**
     * The keys by which a server is known.
     *
     * @throws SettingException if the file can't be read
     */
    List<KnownKey> keysOf(GitUrl server) {
        List<KnownKey> known = new ArrayList<>();
        for (KnownHostEntry entry : knownHosts()) {
            boolean isAuthority = "cert-authority".equals(entry.getMarker());
            PublicKey key = !isAuthority && entry.isHostMatch(server.host(), server.port()) ? key(entry) : null;
            if (key != null) {
                known.add(new KnownKey(entry.getKeyEntry().getKeyType(), key, "revoked".equals(entry.getMarker())));
            }
        }
        return known;
    }

    /** Null if it is of a kind that nobody here can read. */
    private @Nullable PublicKey key(KnownHostEntry entry) {
        try {
            return entry.getKeyEntry().resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.IGNORING);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw noHosts(e);
        }
    }

    private List<KnownHostEntry> knownHosts() {
        try {
            return KnownHostEntry.readKnownHostEntries(knownHostsFile);
        } catch (IOException | RuntimeException e) {
            throw noHosts(e);
        }
    }

    private SettingException noHosts(Exception cause) {
        return new SettingException(
                CloneSettings.SSH_KNOWN_HOSTS_FILE.name() + " must be a file of hosts' keys, as OpenSSH's known_hosts,"
                        + " got \"" + knownHostsFile + "\"",
                cause);
    }
}
