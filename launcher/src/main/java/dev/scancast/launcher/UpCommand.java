package dev.scancast.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.redis.RedisUrl;
import dev.scancast.contract.redis.ScanKeys;
import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import dev.scancast.gateway.Gateway;
import dev.scancast.gateway.GatewaySettings;
import dev.scancast.scanner.ScannerWorker;
import dev.scancast.scanner.queue.ScannerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/** Everything in one process, for one person: the parts meet only in Redis all the same. */
@Command(
        name = "up",
        description = {
            "Starts a Redis, a worker and a gateway on this machine, scans PATH, and shows it live in the terminal and in"
                    + " the browser.",
            "It stays up until Ctrl-C, which cancels what still runs."
        })
final class UpCommand extends SettingsCommand {
    private static final Logger LOG = LoggerFactory.getLogger(UpCommand.class);

    /** One person's clients come back by themselves: there is no herd to spread. */
    private static final String DRAIN = "1s";

    private static final Duration START_PATIENCE = Duration.ofSeconds(20);

    /** How long canceled scans have, so that their watchers hear of it before the gateway goes. */
    private static final Duration CANCEL_PATIENCE = Duration.ofMillis(1500);

    private static final long POLL_MILLIS = 50;

    private static final List<Setting<?>> CATALOG = Stream.<List<Setting<?>>>of(ScannerWorker.CATALOG, Gateway.CATALOG)
            .flatMap(List::stream)
            .distinct()
            .toList();

    private final Terminal terminal;
    private final @Nullable String token;

    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            description = "The directory of the repository to scan. Default: the one that this program comes from.")
    private @Nullable String path;

    @Option(names = "--exit", description = "End with the scan rather than stay up; the exit code tells how it ended.")
    private boolean exit;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep what Redis holds in this directory. Default: it goes with the process.")
    private @Nullable Path data;

    @Mixin
    private ScanOptions options = new ScanOptions();

    UpCommand(Terminal terminal, Map<String, String> environment) {
        super(CATALOG, environment);
        this.token = environment.get(GatewayClient.TOKEN_VARIABLE);
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        Path repository = repository();
        Settings given = settings();
        try (Lifetime lifetime = new Lifetime()) {
            ExitCode end = run(repository, given, lifetime);
            if (!exit) {
                lifetime.awaitStop();
            }
            return end.code();
        }
    }

    private ExitCode run(Path repository, Settings given, Lifetime lifetime) throws InterruptedException, IOException {
        Map<String, String> flags = new HashMap<>(flags());
        boolean ownRedis = !given.isSet(RedisSettings.URL);
        if (ownRedis) {
            EmbeddedRedis redis = lifetime.own(EmbeddedRedis.start(runDirectory(lifetime), data));
            flags.put(RedisSettings.URL.name(), redis.url());
        } else {
            requireReachable(given);
        }
        if (!given.isSet(GatewaySettings.DRAIN)) {
            flags.put(GatewaySettings.DRAIN.name(), DRAIN);
        }
        List<String> repos = new ArrayList<>(given.get(ScannerSettings.REPOS));
        repos.add(repository.toString());
        flags.put(ScannerSettings.REPOS.name(), Setting.joined(repos));
        Settings settings = settings(flags);

        Gateway gateway = lifetime.own(Gateway.start(settings));
        ScannerWorker worker = ScannerWorker.start(settings);
        lifetime.own(worker::cancelAllAndClose);
        GatewayClient client = new GatewayClient(gateway.url(), token);
        if (ownRedis) {
            lifetime.own(() -> cancelAll(client));
        }
        await("the gateway did not become ready", client::isReady);
        await(
                "the worker did not report",
                () -> client.environment().path("workers").size() > 0);
        ScanId scan = client.submit(options.ofPath(repository));
        announce(client, scan, settings);
        try {
            return ClientCommand.watch(client, scan, terminal);
        } catch (CommandFailedException e) {
            if (!lifetime.isStopping()) {
                throw e;
            }
            lifetime.awaitStop(); // the parts are being ended, and the process with them
            return ExitCode.CANCELED;
        }
    }

    private Path repository() {
        String given = path;
        Path home = terminal.home();
        if (given == null && home == null) {
            throw new CommandFailedException(ExitCode.USAGE, "say which directory to scan: scancast up PATH");
        }
        return ScanOptions.directory(given != null ? given : String.valueOf(home));
    }

    private Path runDirectory(Lifetime lifetime) throws IOException {
        Path given = terminal.run();
        if (given != null) {
            return given;
        }
        Path made = Files.createTempDirectory("scancast-");
        lifetime.own(() -> remove(made));
        return made;
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private static void requireReachable(Settings settings) {
        try (Redis redis = Redis.open(RedisSettings.from(settings), "scancast-up")) {
            redis.commands().ping();
        } catch (JedisException e) {
            throw unreachable(settings, e);
        }
    }

    /** The error for a Redis that doesn't answer. */
    static CommandFailedException unreachable(Settings settings, JedisException cause) {
        return new CommandFailedException(
                ExitCode.UNREACHABLE,
                "cannot reach Redis at " + settings.get(RedisSettings.URL) + ": " + rootMessage(cause),
                cause);
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private void announce(GatewayClient client, ScanId scan, Settings settings) {
        RedisUrl redis = settings.get(RedisSettings.URL);
        HostAndPort node = redis.nodes().get(0);
        boolean isCluster = redis.kind() == RedisUrl.Kind.CLUSTER;
        ScanKeys keys = isCluster ? ScanKeys.hashTagged() : ScanKeys.plain();
        String channel = (isCluster ? "-c SSUBSCRIBE " : "SUBSCRIBE ") + keys.progressChannel(scan);
        terminal.out().println("watch   " + client.page(scan));
        terminal.out()
                .println("or      redis-cli" + (node.getHost().equals("127.0.0.1") ? "" : " -h " + node.getHost())
                        + " -p " + node.getPort() + " " + channel);
        terminal.out().flush();
    }

    private static void await(String otherwise, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new CommandFailedException(
                        ExitCode.UNREACHABLE, otherwise + " within " + START_PATIENCE.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /** Nobody goes on with the scans of a Redis that ends with this process: they end as canceled, and that is told. */
    private static void cancelAll(GatewayClient client) throws InterruptedException {
        long deadline = System.nanoTime() + CANCEL_PATIENCE.toNanos();
        List<ScanId> live = live(client);
        live.forEach(scan -> cancel(client, scan));
        while (!live(client).isEmpty() && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private static List<ScanId> live(GatewayClient client) {
        List<ScanId> live = new ArrayList<>();
        for (JsonNode scan : client.scans()) {
            String id = scan.path("scan_id").asText();
            if (ScanStatus.terminalOf(DocumentText.status(scan)) == null && ScanId.isValid(id)) {
                live.add(new ScanId(id));
            }
        }
        return live;
    }

    private static void cancel(GatewayClient client, ScanId scan) {
        try {
            client.cancel(scan);
        } catch (CommandFailedException e) {
            LOG.debug("scan={} ended by itself meanwhile", scan, e);
        }
    }
}
