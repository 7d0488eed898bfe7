package dev.scancast.launcher;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Watches a scan. */
@Command(name = "watch", description = "Watches a scan until its end; the exit code tells how it ended.")
final class WatchCommand extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "The scan's id.")
    private String id = "";

    WatchCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        return watch(gateway(), scanId(id), terminal()).code();
    }
}
