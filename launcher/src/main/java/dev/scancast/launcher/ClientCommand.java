package dev.scancast.launcher;

import dev.scancast.contract.document.ScanId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A command that is a gateway's client. */
abstract class ClientCommand extends SettingsCommand {
    private final Terminal terminal;
    private final @Nullable String token;

    ClientCommand(Terminal terminal, Map<String, String> environment) {
        super(ClientSettings.CATALOG, environment);
        this.terminal = terminal;
        this.token = environment.get(GatewayClient.TOKEN_VARIABLE);
    }

    final Terminal terminal() {
        return terminal;
    }

    final GatewayClient gateway() {
        return new GatewayClient(settings().get(ClientSettings.GATEWAY_URL), token);
    }

    static ScanId scanId(String text) {
        try {
            return new ScanId(text);
        } catch (ScanId.InvalidScanIdException e) {
            throw new CommandFailedException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    /** Shows a scan until its end and tells how to exit. */
    static ExitCode watch(GatewayClient gateway, ScanId scan, Terminal terminal) throws InterruptedException {
        ScanWatch.End end;
        try (ScanDisplay display = terminal.display()) {
            end = new ScanWatch(gateway, scan, display).toItsEnd();
        }
        terminal.out().println(DocumentText.end(end.document()));
        return ExitCode.of(end.status());
    }
}
