package dev.scancast.launcher;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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
        Terminal terminal = Terminal.ofThisProcess();
        System.exit(commandLine(terminal, System.getenv(), args).execute(args));
    }

    /**
     * The command line for these arguments. Of the commands only the first argument's is made, if it is one: to make
     * them all takes a quarter of a gateway's start.
     */
    static CommandLine commandLine(Terminal terminal, Map<String, String> environment, String... args) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("up", () -> new UpCommand(terminal, environment));
        commands.put("gateway", () -> new GatewayCommand(environment));
        commands.put("worker", () -> new WorkerCommand(environment));
        commands.put("scan", () -> new ScanCommand(terminal, environment));
        commands.put("wrap", () -> {
            CommandLine wrap = new CommandLine(new WrapCommand(terminal, environment));
            wrap.setStopAtPositional(true); // what follows is the command's own
            return wrap;
        });
        commands.put("submit", () -> new SubmitCommand(terminal, environment));
        commands.put("batch", () -> new BatchCommand(terminal, environment));
        commands.put("watch", () -> new WatchCommand(terminal, environment));
        commands.put("cancel", () -> new CancelCommand(terminal, environment));
        commands.put("ls", () -> new LsCommand(terminal, environment));
        commands.put("config", () -> new ConfigCommand(terminal, environment));
        if (args.length > 0 && commands.containsKey(args[0])) {
            commands.keySet().retainAll(Set.of(args[0]));
        }
        CommandLine line = new CommandLine(new ScancastCommand());
        commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
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
