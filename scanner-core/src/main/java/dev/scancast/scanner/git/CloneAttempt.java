package dev.scancast.scanner.git;

import dev.scancast.contract.source.GitScheme;
import dev.scancast.contract.source.GitUrl;
import dev.scancast.scanner.engine.ScanEvent;
import dev.scancast.scanner.engine.ScanFailedException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One clone, on a thread of its own: a look-up in DNS can't be interrupted, and must hold up no cancel. Whoever gives it
 * up need not wait for it; what it has on disk by then it removes itself. Thread-safe.
 */
final class CloneAttempt {
    private static final Logger LOG = LoggerFactory.getLogger(CloneAttempt.class);

    private static final long LEAST_SPACE = 1 << 20;

    private final GitUrl url;
    private final WantedRef wanted;
    private final CloneSpace space;
    private final CloneSettings.Limits limits;
    private final SSLSocketFactory tls;
    private final Credentials credentials;
    private final @Nullable SshIdentity ssh;
    private final GuardedNetwork network;
    private final CloneMonitor monitor;
    private final CompletableFuture<GitClone> result = new CompletableFuture<>();
    private final Thread thread;

    /** Null until it is made. */
    private volatile @Nullable Path root;

    /** Confined to the thread. */
    private boolean isAskingForCommit;

    CloneAttempt(
            GitUrl url,
            WantedRef wanted,
            CloneSpace space,
            CloneSettings.Limits limits,
            SSLSocketFactory tls,
            Credentials credentials,
            @Nullable SshIdentity ssh,
            GuardedNetwork network) {
        this.url = url;
        this.wanted = wanted;
        this.space = space;
        this.limits = limits;
        this.tls = tls;
        this.credentials = credentials;
        this.ssh = ssh;
        this.network = network;
        this.monitor = new CloneMonitor(network, limits);
        this.thread = new Thread(this::run, "scancast-clone-" + url.host());
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    ScanEvent.CloneProgress progress() {
        return monitor.progress();
    }

    /**
     * The clone; null if it isn't done within that time.
     *
     * @throws ScanFailedException if it failed
     */
    @Nullable
    GitClone await(Duration patience) throws InterruptedException {
        try {
            return result.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ScanFailedException failed) {
                throw failed;
            }
            throw new IllegalStateException("a clone fails with a reason", e);
        }
    }

    /**
     * Gives it up. Waits a moment for the thread's end, but not for a system that holds it up; then what there is on
     * disk is removed here, and what the thread may still add, by itself.
     */
    void giveUp(Duration patience) {
        boolean isNews = result.cancel(false);
        if (!isNews && !result.isCompletedExceptionally()) {
            result.join().close();
        }
        monitor.cancel();
        network.close();
        try {
            thread.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Path left = root;
        if (thread.isAlive() && left != null) {
            FileTree.remove(left);
        }
    }

    private void run() {
        Path made = null;
        try {
            made = space.create();
            root = made;
            GitClone clone = cloneInto(made);
            network.close();
            if (monitor.isCancelled() || !result.complete(clone)) {
                clone.close();
            }
        } catch (IOException | RuntimeException | Error e) {
            network.close();
            boolean isDiskFull = isDiskFull(made);
            if (made != null) {
                FileTree.remove(made); // before the failure is told: who hears of it finds nothing left
            }
            fail(e, isDiskFull);
        }
    }

    /** A full disk shows in many kinds of failures, and words of the system's language. */
    private static boolean isDiskFull(@Nullable Path directory) {
        try {
            return directory != null && Files.getFileStore(directory).getUsableSpace() < LEAST_SPACE;
        } catch (IOException e) {
            return false; // then the failure itself must do
        }
    }

    private void fail(Throwable failure, boolean isDiskFull) {
        ScanFailedException told = network.verdict();
        if (told == null) {
            told = isDiskFull ? CloneFailure.disk(failure) : CloneFailure.of(failure, url, limits);
        }
        if (isAskingForCommit && told.error().code().equals(CloneFailure.FAILED)) {
            // Servers have many ways to say it, from an error in the protocol to HTTP status 500.
            told = CloneFailure.refNotFound("The server gave no commit " + wanted.name()
                    + ": it isn't in the repository, or only branches and tags are given out. " + told.getMessage());
        }
        if (result.completeExceptionally(told)) {
            LOG.debug("the clone of {} failed", url, failure);
        }
    }

    private GitClone cloneInto(Path root) throws IOException {
        NoConfiguration.apply();
        Path files = Files.createDirectory(root.resolve("files"));
        try (CloneRepository repository = CloneRepository.create(root.resolve("git"), limits.objectBytes())) {
            stopIfGivenUp();
            Ref ref = fetch(repository);
            if (ref == null) {
                return new GitClone(root, files, null, Map.of());
            }
            RevCommit commit = commit(repository, ref);
            TreeWriter writer = new TreeWriter(repository, files, limits, monitor);
            return new GitClone(root, files, commit.name(), writer.write(commit.getTree()));
        }
    }

    /** Whoever gave it up before all directories were made may have missed some; later, he finds them all. */
    private void stopIfGivenUp() throws IOException {
        if (monitor.isCancelled()) {
            throw new IOException("the clone was given up");
        }
    }

    private @Nullable Ref fetch(Repository repository) throws IOException {
        try (Transport transport = open(repository);
                FetchConnection connection = transport.openFetch(List.of(), wanted.patterns())) {
            Ref ref = wanted.in(connection.getRefsMap());
            if (ref != null) {
                isAskingForCommit = wanted.isCommit();
                connection.fetch(monitor, List.of(ref), Set.of());
                isAskingForCommit = false;
            }
            return ref;
        }
    }

    private Transport open(Repository repository) throws IOException {
        try {
            Transport transport = Transport.open(repository, new URIish(url.toString()));
            guard(transport);
            transport.setTagOpt(TagOpt.NO_TAGS);
            transport.setFetchThin(false);
            transport.setDepth(1);
            return transport;
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private void guard(Transport transport) {
        SshIdentity identity = ssh;
        if (transport instanceof TransportHttp http && url.scheme() == GitScheme.HTTPS) {
            http.setHttpConnectionFactory(new GuardedConnections(url, network, tls, credentials));
            http.setCredentialsProvider(credentials);
        } else if (transport instanceof SshTransport overSsh && url.scheme() == GitScheme.SSH && identity != null) {
            overSsh.setSshSessionFactory(new GuardedSsh(url, network, identity));
        } else {
            transport.close();
            throw new IllegalStateException("JGit would fetch " + url + " by " + transport);
        }
    }

    private RevCommit commit(Repository repository, Ref ref) throws IOException {
        ObjectId id = ref.getObjectId();
        try (RevWalk walk = new RevWalk(repository)) {
            return walk.parseCommit(id);
        } catch (IncorrectObjectTypeException e) {
            throw CloneFailure.refNotFound(ref.getName() + " names no commit");
        }
    }
}
