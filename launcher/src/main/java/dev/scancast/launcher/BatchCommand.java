package dev.scancast.launcher;

import dev.scancast.contract.document.ScanRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts many scans through a gateway. */
@Command(
        name = "batch",
        description = "Starts a scan of each repository through a gateway, as one batch, and prints the batch's id.")
final class BatchCommand extends ClientCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "PATH|URL",
            description = "Directories below a worker's --repos, or git URLs.")
    private List<String> sources = new ArrayList<>();

    @Option(names = "--id", paramLabel = "ID", description = "The batch's id. Default: a new one.")
    private @Nullable String id;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "How many of them are scanned at the same time. Default: what the gateway allows.")
    private @Nullable Integer concurrency;

    @Mixin
    private ScanOptions options = new ScanOptions();

    BatchCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    public Integer call() {
        List<ScanRequest> requests =
                sources.stream().map(source -> options.of(source, null)).toList();
        GatewayClient gateway = gateway();
        String batch = gateway.submitAll(requests, id, concurrency);
        terminal().out().println(batch);
        terminal().err().println("watch it with: scancast watch --batch " + batch);
        return ExitCode.COMPLETED.code();
    }
}
