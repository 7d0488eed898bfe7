package dev.scancast.scanner.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.settings.Settings;
import dev.scancast.contract.source.GitUrlRule;
import dev.scancast.scanner.engine.CancelSignal;
import dev.scancast.scanner.engine.ScanEvent;
import dev.scancast.scanner.engine.ScanFailedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Git server, a worker's clones with a DNS of the test's own, and what happened. */
final class CloneStage implements AutoCloseable {
    final Path repositories;
    final GitServer server;
    final List<ScanEvent> events = new CopyOnWriteArrayList<>();
    final Map<String, List<String>> dns =
            new HashMap<>(Map.of(TestAuthority.HOST, List.of("127.0.0.1"), "other.example.test", List.of("127.0.0.1")));
    private final Path clones;
    private @Nullable GitClones worker;

    CloneStage(Path directory) throws IOException {
        repositories = Files.createDirectories(directory.resolve("repositories"));
        clones = directory.resolve("clones");
        server = new GitServer(repositories);
    }

    /** A new repository, served by its name. */
    TestRepository repository(String name) throws IOException {
        return new TestRepository(repositories.resolve(name));
    }

    /** A worker that may reach the server and trusts it, with other settings. */
    GitClones worker(Map<String, String> changes) {
        return worker(changes, this::look);
    }

    GitClones worker(Map<String, String> changes, HostAddresses addresses) {
        Map<String, String> flags = new HashMap<>(Map.of(
                "clone.private-hosts", "*.example.test",
                "clone.directory", clones.toString(),
                "clone.ca-file", server.caFile().toString()));
        flags.putAll(changes);
        Settings settings = Settings.load(GitClones.CATALOG, flags, Map.of(), null);
        worker = new GitClones(CloneSettings.from(settings), GitUrlRule.from(settings), addresses);
        return worker;
    }

    GitClone clone(GitClones by, String url, @Nullable String ref) {
        return clone(by, url, ref, CancelSignal.NEVER);
    }

    GitClone clone(GitClones by, String url, @Nullable String ref, CancelSignal cancel) {
        return by.clone(new ScanRequest(null, url, ref, List.of(), List.of(), List.of()), events::add, cancel);
    }

    /** The failure of a clone, of which nothing is left. */
    ScanFailedException failure(GitClones by, String url, @Nullable String ref) {
        ScanFailedException failure = catchThrowableOfType(
                ScanFailedException.class, () -> clone(by, url, ref).close());
        assertThat(failure).as("%s fails", url).isNotNull();
        awaitNothingLeft();
        return failure;
    }

    /** Fails unless no clone is on disk, in a moment. */
    void awaitNothingLeft() {
        await("nothing is left of the clone").pollDelay(Duration.ZERO).until(() -> left().isEmpty());
    }

    /** The clones on disk. */
    List<Path> left() throws IOException {
        if (!Files.exists(clones)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(clones)) {
            return files.filter(file -> clones.relativize(file).getNameCount() == 2)
                    .toList();
        }
    }

    /** The shares that were told, in their order. */
    List<Double> shares() {
        return events.stream()
                .filter(ScanEvent.CloneProgress.class::isInstance)
                .map(event -> ((ScanEvent.CloneProgress) event).share())
                .toList();
    }

    /** The addresses that the test gave the name. */
    List<InetAddress> look(String host) throws UnknownHostException {
        List<String> addresses = dns.get(host);
        if (addresses == null) {
            throw new UnknownHostException(host);
        }
        List<InetAddress> found = new java.util.ArrayList<>();
        for (String address : addresses) {
            found.add(InetAddress.getByName(address));
        }
        return found;
    }

    @Override
    public void close() {
        server.close();
        if (worker != null) {
            worker.close();
        }
    }
}
