package dev.scancast.launcher;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.ScanLog.Level;
import dev.scancast.contract.settings.Settings;
import dev.scancast.scanner.progress.ProgressPublisher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes any program a live scan. */
@Command(
        name = "wrap",
        customSynopsis = "scancast wrap [--redis=URL] [--id=ID] [--name=NAME] -- COMMAND...",
        description = {
            "Runs COMMAND and publishes it as a scan. Lines of its standard output such as 12.5%% or"
                    + " {\"progress\":12.5,\"message\":\"Reading a.java\"} are its progress, all others its log. Exit code 0"
                    + " completes the scan.",
            "Ctrl-C, or a cancel from elsewhere, ends COMMAND, and this with 3; else this exits as COMMAND does."
        })
final class WrapCommand extends SettingsCommand {
    private static final Duration LOOK = Duration.ofMillis(100);

    /** Ctrl-C may reach the program before it reaches us. */
    private static final long SIGNAL_MILLIS = 500;

    /** Above are the ends by a signal: 128 and its number. */
    private static final int SIGNALED = 128;

    private final Terminal terminal;

    @Option(names = "--id", paramLabel = "ID", description = "The scan's id, which is used once. Default: a new one.")
    private @Nullable String id;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What is scanned, for people. Default: the program's name.")
    private @Nullable String name;

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "The program and its arguments, after --.")
    private List<String> command = new ArrayList<>();

    private final CountDownLatch signaled = new CountDownLatch(1);

    WrapCommand(Terminal terminal, Map<String, String> environment) {
        super(ProgressPublisher.CATALOG, environment);
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        ScanId scan = id == null ? ScanId.create() : ClientCommand.scanId(id);
        Settings settings = settings();
        CompletableFuture<Integer> exit = new CompletableFuture<>();
        Thread hook = new Thread(
                () -> {
                    signaled.countDown();
                    Runtime.getRuntime().halt(exit.join());
                },
                "scancast-shutdown");
        int code = ExitCode.ERROR.code();
        try (WrappedProgram program = start()) {
            Runtime.getRuntime().addShutdownHook(hook);
            code = publish(program, scan, settings);
            return code;
        } finally {
            exit.complete(code); // the last thing: then the process may end
        }
    }

    private WrappedProgram start() {
        try {
            return WrappedProgram.start(command, terminal.run());
        } catch (IOException e) {
            throw new CommandFailedException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private int publish(WrappedProgram program, ScanId scan, Settings settings) throws InterruptedException {
        String title = name == null ? Path.of(command.get(0)).toFile().getName() : name;
        terminal.err().println("scancast: " + title + " is scan " + scan);
        try (ProgressPublisher publisher = ProgressPublisher.open(settings, scan, title)) {
            Report report = new Report(publisher);
            program.passOutput(
                    terminal, line -> PrintedLine.of(line).tell(report), line -> publisher.log(Level.WARN, line));
            while (!program.awaitEnd(LOOK)) {
                if (isToEnd(publisher)) {
                    program.end();
                }
            }
            int code = program.exitCode();
            if (program.isEnding() || wasSignaled(code)) {
                publisher.canceled("Canceled");
                return ExitCode.CANCELED.code();
            }
            tellEnd(publisher, title, code);
            return code;
        }
    }

    private boolean isToEnd(ProgressPublisher publisher) {
        return signaled.getCount() == 0 || publisher.isCancelRequested();
    }

    private boolean wasSignaled(int code) throws InterruptedException {
        return code > SIGNALED && signaled.await(SIGNAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static void tellEnd(ProgressPublisher publisher, String title, int code) {
        if (code == 0) {
            publisher.completed(title + " completed");
        } else {
            String signal = code > SIGNALED ? " (signal " + (code - SIGNALED) + ")" : "";
            publisher.failed("exit_code", title + " ended with exit code " + code + signal);
        }
    }

    /** Publishes what the program says; a line without a message keeps the last one. */
    private static final class Report implements PrintedLine.Listener {
        private final ProgressPublisher publisher;
        private String message = "Scanning";

        Report(ProgressPublisher publisher) {
            this.publisher = publisher;
        }

        @Override
        public void progress(double percent, @Nullable String said) {
            if (said != null) {
                message = said;
            }
            publisher.progress(percent, message);
        }

        @Override
        public void log(Level level, String line) {
            publisher.log(level, line);
        }
    }
}
