package dev.scancast.launcher;

import dev.scancast.contract.settings.Settings;
import dev.scancast.gateway.Gateway;
import java.util.Map;
import picocli.CommandLine.Command;

/** A gateway alone. */
@Command(
        name = "gateway",
        description = {
            "Runs a gateway until it is told to stop (SIGTERM or Ctrl-C).",
            "It may be started before its Redis: until that is there it lives but isn't ready."
        })
final class GatewayCommand extends SettingsCommand {

    GatewayCommand(Map<String, String> environment) {
        super(Gateway.CATALOG, environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = settings();
        try (Lifetime lifetime = new Lifetime()) {
            lifetime.own(Gateway.start(settings));
            lifetime.awaitStop();
        }
        return ExitCode.COMPLETED.code();
    }
}
