package dev.scancast.scanner.git;

import dev.scancast.contract.settings.SettingException;
import dev.scancast.contract.source.GitUrl;
import dev.scancast.scanner.engine.ScanFailedException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.InterruptedByTimeoutException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JGit's way to an ssh server, for one clone: to an address that was checked, by a key of the worker's, if the server
 * has a key that is known. Uses Apache MINA itself, since JGit's own module would look the name up once more, and would
 * read what the worker's user has in {@code ~/.ssh}.
 */
final class GuardedSsh extends SshSessionFactory {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedSsh.class);

    private final GitUrl url;
    private final GuardedNetwork network;
    private final SshIdentity identity;
    private final Duration idle;

    GuardedSsh(GitUrl url, GuardedNetwork network, SshIdentity identity) {
        this.url = url;
        this.network = network;
        this.identity = identity;
        this.idle = Duration.ofMillis(network.idleMillis());
    }

    @Override
    public String getType() {
        return "scancast";
    }

    @Override
    public RemoteSession getSession(URIish uri, CredentialsProvider credentials, FS fs, int timeoutMillis)
            throws TransportException {
        SshClient client = null;
        boolean isConnected = false;
        try {
            List<SshIdentity.KnownKey> known = identity.keysOf(url);
            if (known.stream().allMatch(SshIdentity.KnownKey::revoked)) {
                throw network.refuse(CloneFailure.unknownServerKey(url.host()));
            }
            client = client(known);
            client.start();
            ClientSession session = connect(client);
            session.auth().verify(idle);
            isConnected = true;
            return new SshRemote(client, session, network);
        } catch (SettingException e) {
            LOG.error("{}", e.getMessage());
            ScanFailedException told = new ScanFailedException(
                    CloneFailure.AUTH, "The worker can't read its ssh files; its log tells why", e);
            throw new TransportException(url.host(), network.refuse(told));
        } catch (IOException e) {
            throw new TransportException(url.host(), network.refuse(failure(e)));
        } finally {
            if (client != null && !isConnected) {
                client.stop();
            }
        }
    }

    private SshClient client(List<SshIdentity.KnownKey> known) {
        SshClient client = SshClient.setUpDefaultClient();
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.wrapKeyPairs(identity.keys()));
        client.setUserAuthFactories(List.of(new UserAuthPublicKeyFactory(client.getSignatureFactories())));
        Set<String> types = known.stream().map(SshIdentity.KnownKey::type).collect(Collectors.toUnmodifiableSet());
        client.setSignatureFactories(client.getSignatureFactories().stream()
                .filter(signature -> types.contains(KeyUtils.getCanonicalKeyType(signature.getName())))
                .toList()); // else a server that has several keys might show one that isn't known
        client.setServerKeyVerifier((session, address, key) -> isKnown(known, key));
        client.addSessionListener(new Silence());
        // what waits for both ends first, by verify(idle): MINA's own clocks would say "closed" instead of "timed out"
        CoreModuleProperties.IO_CONNECT_TIMEOUT.set(client, idle.multipliedBy(2));
        CoreModuleProperties.AUTH_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.NIO2_READ_TIMEOUT.set(client, idle);
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
        return client;
    }

    private boolean isKnown(List<SshIdentity.KnownKey> known, PublicKey shown) {
        List<SshIdentity.KnownKey> same = known.stream()
                .filter(entry -> KeyUtils.compareKeys(entry.key(), shown))
                .toList();
        if (same.isEmpty() || same.stream().anyMatch(SshIdentity.KnownKey::revoked)) {
            var unused = network.refuse(CloneFailure.unknownServerKey(url.host()));
            return false;
        }
        return true;
    }

    /** By number, so that nothing is looked up again. */
    private ClientSession connect(SshClient client) throws IOException {
        IOException failure = new IOException("the host has no address");
        for (InetAddress address : network.addresses(url.host(), url.port())) {
            network.add(() -> client.close(true));
            try {
                return client.connect(url.user(), address.getHostAddress(), url.port())
                        .verify(idle)
                        .getSession();
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private ScanFailedException failure(IOException cause) {
        for (Throwable e = cause; e != null; e = e.getCause()) {
            if (e instanceof ScanFailedException told) {
                return told;
            }
            if (e instanceof TimeoutException || e instanceof InterruptedByTimeoutException) {
                return CloneFailure.silence(url.host(), network.idleMillis(), cause);
            }
            if (String.valueOf(e.getMessage()).contains("No more authentication methods available")) {
                return CloneFailure.refusedKey(url.host());
            }
        }
        return CloneFailure.connection(url.host(), cause);
    }

    /** A server that says nothing for too long is left; JGit hears of the stream's end only. */
    private final class Silence implements SessionListener {
        @Override
        public void sessionException(Session session, Throwable failure) {
            if (failure instanceof InterruptedByTimeoutException) {
                var unused = network.refuse(CloneFailure.silence(url.host(), network.idleMillis(), failure));
            }
        }
    }
}
