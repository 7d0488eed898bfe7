package dev.scancast.launcher;

import java.util.Map;
import java.util.Set;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;

/** The command line: the only place that reads arguments, environment and system properties. */
public final class Main {
    /** Commands that log what they do. */
    private static final Set<String> SERVERS = Set.of("gateway", "worker");

    private Main() {}

    /** Runs a command and exits with its {@link ExitCode}. */
    public static void main(String[] args) {
        if (args.length > 0 && !SERVERS.contains(args[0])) {
            // Where a person looks at progress only what is wrong may come between. Before the first logger is made.
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
        }
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        System.exit(commandLine(Terminal.ofThisProcess(), System.getenv()).execute(args));
    }

    static CommandLine commandLine(Terminal terminal, Map<String, String> environment) {
        CommandLine line = new CommandLine(new ScancastCommand());
        line.addSubcommand(new UpCommand(terminal, environment));
        line.addSubcommand(new GatewayCommand(environment));
        line.addSubcommand(new WorkerCommand(environment));
        line.addSubcommand(new ScanCommand(terminal, environment));
        CommandLine wrap = new CommandLine(new WrapCommand(terminal, environment));
        wrap.setStopAtPositional(true); // what follows is the command's own
        line.addSubcommand(wrap);
        line.addSubcommand(new SubmitCommand(terminal, environment));
        line.addSubcommand(new BatchCommand(terminal, environment));
        line.addSubcommand(new WatchCommand(terminal, environment));
        line.addSubcommand(new CancelCommand(terminal, environment));
        line.addSubcommand(new LsCommand(terminal, environment));
        line.addSubcommand(new ConfigCommand(terminal, environment));
        line.getSubcommands().values().forEach(Main::addSettings);
        line.setUsageHelpWidth(100);
        line.setUsageHelpAutoWidth(true);
        line.setExecutionExceptionHandler((failure, failed, parsed) -> report(failure, failed));
        return line;
    }

    private static void addSettings(CommandLine line) {
        if (line.getCommand() instanceof SettingsCommand command) {
            command.addOptions(line.getCommandSpec());
        }
    }

    /** One line for what the user can mend; a stack trace only for what is our fault. */
    private static int report(Exception failure, CommandLine line) throws Exception {
        if (failure instanceof CommandFailedException expected) {
            line.getErr().println("scancast: " + expected.getMessage());
            return expected.exitCode().code();
        }
        if (failure instanceof dev.scancast.contract.settings.SettingException) {
            line.getErr().println("scancast: " + failure.getMessage());
            return ExitCode.USAGE.code();
        }
        throw failure;
    }
}
