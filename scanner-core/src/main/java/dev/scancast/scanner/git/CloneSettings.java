package dev.scancast.scanner.git;

import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import dev.scancast.contract.source.GitUrlRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How repositories are cloned.
 *
 * @param directory in which each worker makes one of its own
 * @param credentialsFile null for none
 * @param caFile null for none
 * @param sshKeyFile null for none
 * @param sshKnownHostsFile null for none
 */
record CloneSettings(
        Path directory,
        Limits limits,
        @Nullable Path credentialsFile,
        @Nullable Path caFile,
        @Nullable Path sshKeyFile,
        @Nullable Path sshKnownHostsFile) {

    static final Setting<String> DIRECTORY = Setting.text(
            "clone.directory",
            "",
            "a directory; empty for one of the user's own among the temporary files",
            "Where clones are kept while they are scanned.");
    static final Setting<Duration> TIMEOUT =
            Setting.duration("clone.timeout", "10m", "1s", "24h", "How long a clone may take.");
    static final Setting<Duration> IDLE_TIMEOUT = Setting.duration(
            "clone.idle-timeout", "60s", "100ms", "1h", "How long a Git server may be silent, or take to be reached.");
    static final Setting<Long> MAX_SIZE = Setting.size(
            "clone.max-size",
            "2GiB",
            "1KiB",
            "1024GiB",
            "How much a clone may receive, and how large its files may be in sum.");
    static final Setting<Long> MAX_OBJECT_SIZE = Setting.size(
            "clone.max-object-size",
            "100MiB",
            "1KiB",
            "1GiB",
            "How large one object of a clone may be; a few of that size are in memory at a time.");
    static final Setting<Integer> MAX_OBJECTS = Setting.integer(
            "clone.max-objects",
            1_000_000,
            1,
            100_000_000,
            "How many objects a clone may receive, and how many files and directories it may write.");
    static final Setting<String> CREDENTIALS_FILE = Setting.text(
            "clone.credentials-file",
            "",
            "a file",
            "Credentials by host: lines such as https://user:token@git.example.org, as git's credential store has them.");
    static final Setting<String> CA_FILE = Setting.text(
            "clone.ca-file",
            "",
            "a file of certificates in PEM",
            "Certificate authorities that Git servers may have, beside Java's.");

    static final Setting<String> SSH_KEY_FILE = Setting.text(
            "clone.ssh-key-file",
            "",
            "a file",
            "The worker's private key for ssh, without a passphrase; used where clone.schemes has ssh.");
    static final Setting<String> SSH_KNOWN_HOSTS_FILE = Setting.text(
            "clone.ssh-known-hosts-file",
            "",
            "a file",
            "The keys of ssh servers, as OpenSSH's known_hosts has them; a server that isn't there is refused.");

    static final List<Setting<?>> CATALOG = Stream.concat(
                    GitUrlRule.CATALOG.stream(),
                    Stream.of(
                            DIRECTORY,
                            TIMEOUT,
                            IDLE_TIMEOUT,
                            MAX_SIZE,
                            MAX_OBJECT_SIZE,
                            MAX_OBJECTS,
                            CREDENTIALS_FILE,
                            CA_FILE,
                            SSH_KEY_FILE,
                            SSH_KNOWN_HOSTS_FILE))
            .toList();

    /**
     * What a clone may take.
     *
     * @param timeout for all of it
     * @param idle for the server's silence
     * @param bytes received, and written
     * @param objectBytes of one object
     * @param objects received, and files and directories written
     */
    record Limits(Duration timeout, Duration idle, long bytes, long objectBytes, int objects) {}

    static CloneSettings from(Settings settings) {
        return new CloneSettings(
                directory(settings.get(DIRECTORY)),
                new Limits(
                        settings.get(TIMEOUT),
                        settings.get(IDLE_TIMEOUT),
                        settings.get(MAX_SIZE),
                        settings.get(MAX_OBJECT_SIZE),
                        settings.get(MAX_OBJECTS)),
                file(settings.get(CREDENTIALS_FILE)),
                file(settings.get(CA_FILE)),
                file(settings.get(SSH_KEY_FILE)),
                file(settings.get(SSH_KNOWN_HOSTS_FILE)));
    }

    private static Path directory(String text) {
        if (!text.isEmpty()) {
            return Path.of(text).toAbsolutePath().normalize();
        }
        String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._-]", "_");
        return Path.of(System.getProperty("java.io.tmpdir"), "scancast-clones-" + user)
                .toAbsolutePath();
    }

    private static @Nullable Path file(String text) {
        return text.isEmpty() ? null : Path.of(text).toAbsolutePath();
    }
}
