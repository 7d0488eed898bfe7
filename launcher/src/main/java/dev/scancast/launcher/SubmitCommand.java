package dev.scancast.launcher;

import dev.scancast.contract.document.ScanId;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Starts a scan through a gateway. */
@Command(name = "submit", description = "Starts a scan through a gateway and prints its id and its page.")
final class SubmitCommand extends ClientCommand {
    @Parameters(paramLabel = "PATH|URL", description = "A directory below a worker's --repos, or a git URL.")
    private String source = "";

    @Mixin
    private ScanOptions options = new ScanOptions();

    SubmitCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    public Integer call() {
        GatewayClient gateway = gateway();
        ScanId scan = gateway.submit(options.of(source));
        terminal().out().println(scan);
        terminal().err().println(gateway.page(scan));
        return ExitCode.COMPLETED.code();
    }
}
