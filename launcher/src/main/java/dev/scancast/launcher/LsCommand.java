package dev.scancast.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;

/** Lists scans. */
@Command(name = "ls", description = "Lists the newest scans, newest first.")
final class LsCommand extends ClientCommand {

    LsCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    public Integer call() {
        for (JsonNode scan : gateway().scans()) {
            terminal()
                    .out()
                    .println(String.format(
                            Locale.ROOT,
                            "%-26s  %-11s  %5.1f %%  %s",
                            DocumentText.printable(scan.path("scan_id").asText("?")),
                            DocumentText.status(scan),
                            DocumentText.percent(scan),
                            DocumentText.printable(scan.path("repository").asText(""))));
        }
        return ExitCode.COMPLETED.code();
    }
}
