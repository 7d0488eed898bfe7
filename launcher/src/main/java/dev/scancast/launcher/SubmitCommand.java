package dev.scancast.launcher;

import dev.scancast.contract.document.ScanId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts a scan through a gateway. */
@Command(name = "submit", description = "Starts a scan through a gateway and prints its id and its page.")
final class SubmitCommand extends ClientCommand {
    @Parameters(paramLabel = "PATH|URL", description = "A directory below a worker's --repos, or a Git URL.")
    private String source = "";

    @Option(
            names = "--ref",
            paramLabel = "REF",
            description = "A branch, tag or whole commit id of the URL. Default: its default branch.")
    private @Nullable String ref;

    @Mixin
    private ScanOptions options = new ScanOptions();

    SubmitCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    public Integer call() {
        GatewayClient gateway = gateway();
        ScanId scan = gateway.submit(options.of(source, ref));
        terminal().out().println(scan);
        terminal().err().println(gateway.page(scan));
        return ExitCode.COMPLETED.code();
    }
}
