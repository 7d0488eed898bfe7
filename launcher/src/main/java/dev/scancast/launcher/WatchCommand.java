package dev.scancast.launcher;

import dev.scancast.contract.document.ScanId;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Watches a scan. */
@Command(name = "watch", description = "Watches a scan until its end; the exit code tells how it ended.")
final class WatchCommand extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "The scan's id.")
    private String id = "";

    @Option(names = "--batch", description = "The id is a batch's: watch all of it.")
    private boolean batch;

    WatchCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        ScanId checked = scanId(id); // a batch's id is spelled like a scan's
        ExitCode end = batch
                ? BatchWatch.toItsEnd(gateway(), checked.value(), terminal())
                : watch(gateway(), checked, terminal());
        return end.code();
    }
}
