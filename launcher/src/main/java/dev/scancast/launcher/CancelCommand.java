package dev.scancast.launcher;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stops a scan. */
@Command(name = "cancel", description = "Asks for a scan to be stopped.")
final class CancelCommand extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "The scan's id.")
    private String id = "";

    @Option(names = "--batch", description = "The id is a batch's: stop all of it.")
    private boolean batch;

    CancelCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    public Integer call() {
        if (batch) {
            terminal()
                    .out()
                    .println(BatchWatch.words(
                            gateway().cancelBatch(scanId(id).value()).path("counts")));
            return ExitCode.COMPLETED.code();
        }
        String status = DocumentText.status(gateway().cancel(scanId(id)));
        terminal().out().println(status.equals("canceled") ? "canceled" : "canceling; it is still " + status);
        return ExitCode.COMPLETED.code();
    }
}
