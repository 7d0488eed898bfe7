package dev.scancast.scanner.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.UploadPack;

/** JGit's {@code git-upload-pack} behind an ssh server on a loopback port, which lets one key in. */
final class GitSshServer implements AutoCloseable {
    private static final Pattern COMMAND = Pattern.compile("git-upload-pack '/(.*)'");

    /** Slow to make. */
    private static final KeyPair RSA = key(KeyPairProvider.SSH_RSA, 2048);

    private final SshServer server = SshServer.setUpDefaultServer();
    private final Path directory;
    private final Path repositories;
    private final KeyPair client = key(KeyPairProvider.SSH_ED25519, 256);
    private final KeyPair host = key(KeyPairProvider.SSH_ED25519, 256);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile long holdAfter = Long.MAX_VALUE;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    /**
     * Serves the bare repositories in a directory, each by its name.
     *
     * @param directory for the files of its clients
     */
    GitSshServer(Path repositories, Path directory) throws IOException {
        this.repositories = repositories;
        this.directory = Files.createDirectories(directory);
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(RSA, host));
        server.setPublickeyAuthenticator((user, key, session) -> {
            asked.add(user + " shows a key");
            return KeyUtils.compareKeys(key, client.getPublic());
        });
        server.setCommandFactory((channel, command) -> new Upload(command));
        server.start();
    }

    /** A repository's URL at a name that the test's DNS knows. */
    String url(String repository) {
        return "ssh://git@" + TestAuthority.HOST + ":" + server.getPort() + "/" + repository;
    }

    /** What it was asked for, logins and commands. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** The private key that it lets in. */
    Path keyFile() throws IOException {
        return written("id_ed25519", client);
    }

    /** A private key that it doesn't. */
    Path otherKeyFile() throws IOException {
        return written("id_other", key(KeyPairProvider.SSH_ED25519, 256));
    }

    /** A private key of another kind, the only one that it lets in from now on. */
    Path rsaKeyFile() throws IOException {
        server.setPublickeyAuthenticator((user, key, session) -> KeyUtils.compareKeys(key, RSA.getPublic()));
        return written("id_rsa", RSA);
    }

    /** Where it is known by one of its keys. */
    Path knownHosts() throws IOException {
        return knownHosts("", host.getPublic());
    }

    /** Where it is known by that of another. */
    Path wrongHosts() throws IOException {
        return knownHosts("", key(KeyPairProvider.SSH_ED25519, 256).getPublic());
    }

    /** Where its key is one not to trust. */
    Path revokedHosts() throws IOException {
        return knownHosts("@revoked ", host.getPublic());
    }

    private Path knownHosts(String marker, PublicKey key) throws IOException {
        String name = "[" + TestAuthority.HOST + "]:" + server.getPort();
        String line = marker + name + " " + PublicKeyEntry.toString(key) + "\n";
        return Files.writeString(Files.createTempFile(directory, "known", "hosts"), "# the test's\n" + line);
    }

    /** Stands still after so many bytes of each answer, until the gate opens. */
    void hold(CountDownLatch until, long afterBytes) {
        gate = until;
        holdAfter = afterBytes;
    }

    @Override
    public void close() throws IOException {
        gate.countDown();
        server.stop(true);
    }

    private Path written(String name, KeyPair key) throws IOException {
        Path file = directory.resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "test", null, out);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return file;
    }

    private static KeyPair key(String type, int size) {
        try {
            return KeyUtils.generateKeyPair(type, size);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Upload extends AbstractCommandSupport {
        Upload(String command) {
            super(command, null);
        }

        @Override
        public void run() {
            asked.add(getCommand());
            Matcher parts = COMMAND.matcher(getCommand());
            Path git = repositories.resolve(parts.matches() ? parts.group(1) : "none");
            try (Repository repository = new FileRepositoryBuilder()
                    .setMustExist(true)
                    .setGitDir(git.toFile())
                    .build()) {
                UploadPack upload = new UploadPack(repository);
                upload.setRequestPolicy(UploadPack.RequestPolicy.ANY);
                upload.upload(getInputStream(), new Held(getOutputStream()), getErrorStream());
                onExit(0);
            } catch (IOException | RuntimeException e) {
                tell(e);
                onExit(1);
            }
        }

        private void tell(Exception failure) {
            try {
                getErrorStream().write(("ERROR: Repository not found: " + failure.getMessage() + "\n").getBytes(UTF_8));
                getErrorStream().flush();
            } catch (IOException e) {
                failure.addSuppressed(e); // the client went away
            }
        }
    }

    private final class Held extends OutputStream {
        private final OutputStream out;
        private long written;

        Held(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            out.write(source, offset, length);
            out.flush();
            written += length;
            if (written > holdAfter) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
