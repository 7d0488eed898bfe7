package dev.scancast.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.settings.Settings;
import dev.scancast.scanner.engine.ScanFailedException;
import dev.scancast.scanner.queue.LocalScan;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redis.clients.jedis.exceptions.JedisException;

/** Scans a directory or a Git repository in this process. */
@Command(
        name = "scan",
        description = {
            "Scans PATH or URL right here and publishes its progress to Redis.",
            "There is no queue and no takeover: if this process is killed, nobody goes on with the scan. Use submit with"
                    + " a worker for that."
        })
final class ScanCommand extends SettingsCommand {
    private static final long SHOW_MILLIS = 100;

    private final Terminal terminal;

    @Parameters(
            paramLabel = "PATH|URL",
            description = "The directory of the repository to scan, or the https URL of a Git repository.")
    private String source = "";

    @Option(
            names = "--ref",
            paramLabel = "REF",
            description = "A branch, tag or whole commit id of the URL. Default: its default branch.")
    private @Nullable String ref;

    @Option(names = "--id", paramLabel = "ID", description = "The scan's id. Default: a new one.")
    private @Nullable String id;

    @Mixin
    private ScanOptions options = new ScanOptions();

    ScanCommand(Terminal terminal, Map<String, String> environment) {
        super(LocalScan.CATALOG, environment);
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        ScanRequest request = options.of(source, ref);
        ScanId scan = id == null ? ScanId.create() : ClientCommand.scanId(id);
        Settings settings = settings();
        try (Lifetime lifetime = new Lifetime()) {
            LocalScan running = lifetime.own(LocalScan.start(settings, scan, request));
            terminal.out().println(scan);
            ProgressDocument end = follow(running);
            terminal.out().println(DocumentText.end(tree(end)));
            return ExitCode.of(end.status()).code();
        } catch (ScanFailedException e) {
            throw new CommandFailedException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        } catch (JedisException e) {
            throw UpCommand.unreachable(settings, e);
        } catch (ExecutionException e) {
            throw new CommandFailedException(ExitCode.ERROR, String.valueOf(e.getCause()), e);
        }
    }

    private ProgressDocument follow(LocalScan running) throws InterruptedException, ExecutionException {
        CompletableFuture<ProgressDocument> end = running.end();
        try (ScanDisplay display = terminal.display()) {
            while (true) {
                try {
                    ProgressDocument last = end.get(SHOW_MILLIS, TimeUnit.MILLISECONDS);
                    display.show(tree(last));
                    return last;
                } catch (TimeoutException e) {
                    ProgressDocument newest = running.newest();
                    if (newest != null) {
                        display.show(tree(newest));
                    }
                }
            }
        }
    }

    private static JsonNode tree(ProgressDocument document) {
        return Json.mapper().valueToTree(document);
    }
}
