package dev.scancast.scanner.git;

import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.SettingException;
import dev.scancast.contract.settings.Settings;
import dev.scancast.contract.source.GitRef;
import dev.scancast.contract.source.GitScheme;
import dev.scancast.contract.source.GitUrl;
import dev.scancast.contract.source.GitUrlRule;
import dev.scancast.contract.source.SourceRefusedException;
import dev.scancast.scanner.engine.CancelSignal;
import dev.scancast.scanner.engine.ScanCanceledException;
import dev.scancast.scanner.engine.ScanEvent;
import dev.scancast.scanner.engine.ScanFailedException;
import dev.scancast.scanner.engine.ScanListener;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a worker's clones. Thread-safe. */
public final class GitClones implements AutoCloseable {

    /** Every setting that it reads. */
    public static final List<Setting<?>> CATALOG = CloneSettings.CATALOG;

    private static final Logger LOG = LoggerFactory.getLogger(GitClones.class);

    /** How often a cancel is looked for. */
    private static final Duration TURN = Duration.ofMillis(50);

    /** How often it is told that a clone lives, also when nothing comes. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(1);

    private static final Duration GIVE_UP_PATIENCE = Duration.ofMillis(400);

    private final CloneSettings settings;
    private final GitUrlRule rule;
    private final HostAddresses addresses;
    private final SSLSocketFactory tls;
    private final @Nullable SshIdentity ssh;
    private final CloneSpace space;

    GitClones(CloneSettings settings, GitUrlRule rule, HostAddresses addresses) {
        this.settings = settings;
        this.rule = rule;
        this.addresses = addresses;
        this.tls = TrustedCertificates.sockets(settings.caFile());
        this.ssh = rule.allows(GitScheme.SSH)
                ? new SshIdentity(settings.sshKeyFile(), settings.sshKnownHostsFile())
                : null;
        this.space = new CloneSpace(settings.directory());
        var unused = Credentials.read(settings.credentialsFile()); // a wrong file stops the start
    }

    /**
     * Touches no disk yet but to read.
     *
     * @throws dev.scancast.contract.settings.SettingException if a setting, or a file that it names, is wrong
     */
    public static GitClones create(Settings settings) {
        return new GitClones(CloneSettings.from(settings), GitUrlRule.from(settings), HostAddresses.SYSTEM);
    }

    /** Removes what workers that are no more left on disk. */
    public void sweep() {
        space.sweep();
    }

    /**
     * Clones what a request names, without its history, and returns when its files are there. While that takes, the
     * listener hears of it at least once a second: a clone counts as alive until its own time-out.
     *
     * @param request has a {@code repositoryUrl}
     * @param listener heard on the caller's thread
     * @param cancel noticed within a second, whatever the network does
     * @return to be closed by the caller, which removes it
     * @throws ScanCanceledException if the signal said so, or the thread was interrupted, whose flag stays set
     * @throws ScanFailedException if it can't be cloned: nothing of it is left
     */
    public GitClone clone(ScanRequest request, ScanListener listener, CancelSignal cancel) {
        GitUrl url = checkedUrl(request);
        WantedRef wanted = checkedRef(request.ref());
        listener.onEvent(new ScanEvent.PhaseStarted(ScanStatus.CLONING));
        CloneAttempt attempt = new CloneAttempt(
                url,
                wanted,
                space,
                settings.limits(),
                tls,
                credentials(),
                ssh,
                new GuardedNetwork(rule, addresses, settings.limits()));
        attempt.start();
        boolean done = false;
        try {
            GitClone made = await(attempt, listener, cancel);
            done = true;
            made.failures()
                    .forEach((path, reason) -> listener.onEvent(new ScanEvent.FileFailed(path, 0, false, reason)));
            listener.onEvent(new ScanEvent.Cloned(made.commit()));
            return made;
        } finally {
            if (!done) {
                attempt.giveUp(GIVE_UP_PATIENCE);
            }
        }
    }

    private GitClone await(CloneAttempt attempt, ScanListener listener, CancelSignal cancel) {
        long deadline = System.nanoTime() + settings.limits().timeout().toNanos();
        long toldAt = System.nanoTime();
        ScanEvent.CloneProgress told = null;
        while (true) {
            GitClone made = turn(attempt);
            if (made != null) {
                return made;
            }
            if (cancel.isCanceled()) {
                throw new ScanCanceledException();
            }
            long now = System.nanoTime();
            if (now - deadline >= 0) {
                throw CloneFailure.timeout(settings.limits());
            }
            ScanEvent.CloneProgress progress = attempt.progress();
            if (!progress.equals(told) || now - toldAt >= SIGN_OF_LIFE.toNanos()) {
                listener.onEvent(progress);
                told = progress;
                toldAt = now;
            }
        }
    }

    private static @Nullable GitClone turn(CloneAttempt attempt) {
        try {
            return attempt.await(TURN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ScanCanceledException();
        }
    }

    /** Read anew: what is renewed counts at once. */
    private Credentials credentials() {
        try {
            return Credentials.read(settings.credentialsFile());
        } catch (SettingException e) {
            LOG.error("{}", e.getMessage());
            throw new ScanFailedException(
                    CloneFailure.AUTH, "The worker can't read its file of credentials; its log tells why", e);
        }
    }

    private GitUrl checkedUrl(ScanRequest request) {
        try {
            return rule.check(String.valueOf(request.repositoryUrl()));
        } catch (SourceRefusedException e) {
            throw new ScanFailedException(e.code().wireName(), e.getMessage(), e);
        }
    }

    private static WantedRef checkedRef(@Nullable String ref) {
        try {
            return new WantedRef(ref == null ? null : GitRef.check(ref));
        } catch (SourceRefusedException e) {
            throw new ScanFailedException(CloneFailure.REF_NOT_FOUND, e.getMessage(), e);
        }
    }

    /** Removes what is left of its clones. May be called twice. */
    @Override
    public void close() {
        space.close();
    }
}
