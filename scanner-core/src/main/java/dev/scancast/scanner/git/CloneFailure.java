package dev.scancast.scanner.git;

import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.source.GitUrl;
import dev.scancast.scanner.engine.ScanFailedException;
import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.errors.TooLargePackException;
import org.jspecify.annotations.Nullable;

/** Says what went wrong with a clone: a code for programs, words for people, nothing that the server wrote. */
final class CloneFailure {
    static final String FAILED = "clone_failed";
    static final String TIMEOUT = "clone_timeout";
    static final String TOO_LARGE = "clone_too_large";
    static final String AUTH = "auth_failed";
    static final String NOT_FOUND = "repository_not_found";
    static final String REF_NOT_FOUND = "ref_not_found";
    static final String SERVER_KEY = "server_key_unknown";

    private static final int FORBIDDEN = 403;
    private static final int NOT_THERE = 404;
    private static final int GONE = 410;

    private CloneFailure() {}

    static ScanFailedException tooLarge(String what, Setting<?> setting) {
        return new ScanFailedException(
                TOO_LARGE, "The repository is too large: " + what + "; the limit is " + setting.name(), null);
    }

    static ScanFailedException timeout(CloneSettings.Limits limits) {
        return new ScanFailedException(
                TIMEOUT,
                "The clone took longer than " + limits.timeout().toSeconds() + " s; the limit is "
                        + CloneSettings.TIMEOUT.name(),
                null);
    }

    static ScanFailedException disk(Throwable cause) {
        return failed("The worker can't write the clone: look at its disk and at clone.directory", cause);
    }

    static ScanFailedException refNotFound(String message) {
        return new ScanFailedException(REF_NOT_FOUND, message, null);
    }

    static ScanFailedException unknownHost(String host, UnknownHostException cause) {
        return failed("There is no host " + host + ", as far as the worker's DNS knows: look at the URL", cause);
    }

    /** @param given whether a login was tried */
    static ScanFailedException unauthorized(String host, boolean given) {
        return new ScanFailedException(
                AUTH,
                given
                        ? host + " refuses the worker's credentials: renew those in the file of clone.credentials-file"
                        : host + " asks for credentials, and the worker has none for it: put them into the file that"
                                + " clone.credentials-file names",
                null);
    }

    static ScanFailedException unknownServerKey(String host) {
        return new ScanFailedException(
                SERVER_KEY,
                "The worker doesn't know the ssh key of " + host + ": put it into the file that "
                        + CloneSettings.SSH_KNOWN_HOSTS_FILE.name() + " names, once you know that it is right",
                null);
    }

    static ScanFailedException refusedKey(String host) {
        return new ScanFailedException(
                AUTH,
                host + " refuses the worker's ssh key: allow it there to read the repository, or change the one in "
                        + CloneSettings.SSH_KEY_FILE.name(),
                null);
    }

    static ScanFailedException silence(String host, int millis, Throwable cause) {
        return new ScanFailedException(
                TIMEOUT,
                host + " was silent for " + millis + " ms; the limit is " + CloneSettings.IDLE_TIMEOUT.name(),
                cause);
    }

    static ScanFailedException connection(String host, Throwable cause) {
        return failed("The connection to " + host + " failed or broke off: try again later", cause);
    }

    static ScanFailedException notFound(String host, @Nullable Throwable cause) {
        return new ScanFailedException(
                NOT_FOUND,
                host
                        + " has no such repository, or doesn't show it to the worker: look at the URL, and whether it needs"
                        + " credentials",
                cause);
    }

    /** What an HTTP status means that is neither success, nor redirect, nor 401. */
    static ScanFailedException ofStatus(int status, String host) {
        if (status == FORBIDDEN) {
            return new ScanFailedException(
                    AUTH, host + " forbids this repository to the worker: look at what its credentials allow", null);
        }
        if (status == NOT_THERE || status == GONE) {
            return notFound(host, null);
        }
        return failed(host + " answers with HTTP status " + status + ": try again later", null);
    }

    /** What a failure means that nobody had a verdict on before. */
    static ScanFailedException of(Throwable failure, GitUrl url, CloneSettings.Limits limits) {
        String host = url.host();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ScanFailedException known) {
                return known;
            }
            if (cause instanceof TooLargeObjectInPackException || cause instanceof TooLargePackException) {
                return tooLarge(
                        "one of its objects is larger than " + (limits.objectBytes() >> 10) + " KiB",
                        CloneSettings.MAX_OBJECT_SIZE);
            }
            if (cause instanceof OutOfMemoryError) {
                return new ScanFailedException(
                        TOO_LARGE, "The repository needs more memory than the worker has: give it more", failure);
            }
            if (cause instanceof SocketTimeoutException) {
                return silence(host, Math.toIntExact(limits.idle().toMillis()), failure);
            }
            if (cause instanceof SSLException) {
                return failed(
                        "No TLS with " + host + ": its certificate isn't trusted, isn't its own, or has run out; name"
                                + " the authority in clone.ca-file if it is one of your own",
                        failure);
            }
            if (cause instanceof NoRemoteRepositoryException) {
                return notFound(host, failure);
            }
            if (cause instanceof FileSystemException) {
                return disk(failure);
            }
            if (cause instanceof SocketException || cause instanceof EOFException) {
                return connection(host, failure);
            }
        }
        return failed(host + " sent what can't be read as a Git repository, or broke off: try again later", failure);
    }

    private static ScanFailedException failed(String message, @Nullable Throwable cause) {
        return new ScanFailedException(FAILED, message, cause);
    }
}
