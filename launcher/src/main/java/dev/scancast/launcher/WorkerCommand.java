package dev.scancast.launcher;

import dev.scancast.contract.settings.Settings;
import dev.scancast.scanner.ScannerWorker;
import java.util.Map;
import picocli.CommandLine.Command;

/** A worker alone. */
@Command(
        name = "worker",
        description = {
            "Runs a worker until it is told to stop (SIGTERM or Ctrl-C); what it scans then, another goes on with.",
            "It may be started before its Redis."
        })
final class WorkerCommand extends SettingsCommand {

    WorkerCommand(Map<String, String> environment) {
        super(ScannerWorker.CATALOG, environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = settings();
        try (Lifetime lifetime = new Lifetime()) {
            lifetime.own(ScannerWorker.start(settings));
            lifetime.awaitStop();
        }
        return ExitCode.COMPLETED.code();
    }
}
