package dev.scancast.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The root of the command line, which does nothing by itself. */
@Command(
        name = "scancast",
        description = "Long scans of source code, watched live without losing the end.",
        mixinStandardHelpOptions = true,
        versionProvider = ScancastCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the scan completed, or the command did what it was asked",
            "1:the scan ended in error",
            "2:the command line, a setting or an id is wrong",
            "3:the scan was canceled",
            "4:Redis or the gateway can't be reached"
        })
final class ScancastCommand {
    /** The version as the jar's manifest has it. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = ScancastCommand.class.getPackage().getImplementationVersion();
            return new String[] {
                "scancast " + (version == null ? "development" : version),
                "Java " + System.getProperty("java.version") + " (" + System.getProperty("java.vm.name") + ")"
            };
        }
    }
}
