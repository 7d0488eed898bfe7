package dev.scancast.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.testkit.OwnRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpIT {
    /** Promised are 5 s; waited for is thrice as long. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

    private static final String PAGE = "watch +(http://127\\.0\\.0\\.1:\\d+/scan/\\w+)";
    private static final String REDIS = "redis-cli -p (\\d+) SUBSCRIBE scan:progress:";

    @TempDir
    private Path directory;

    @Test
    void scansShowsItAndExitsWithTheScan() {
        Repositories.small(directory);

        try (ScancastProcess up = ScancastProcess.start("up", "--exit", "--gateway-port", "0", directory.toString())) {
            assertThat(up.awaitExit()).as("%s", up).isZero();

            assertThat(up.out()).containsPattern(PAGE).containsPattern(REDIS);
            assertThat(up.out()).contains("completed: 3/3 files, 6 nodes");
            assertThat(up.out()).contains("100.0 %  completed");
            assertThat(up.err()).as("a normal run says nothing else").isEmpty();
        }
    }

    @Test
    void ctrlCCancelsTellsClientsAndExitsWithZero() throws Exception {
        Repositories.endless(directory);
        try (ScancastProcess up =
                ScancastProcess.startInItsOwnGroup("up", "--gateway-port", "0", directory.toString())) {
            URI page = URI.create(up.awaitPrinted(PAGE));
            Watcher watcher = Watcher.connect(page);
            up.awaitPrinted("(scanning)");
            ProcessHandle redis = up.redis();

            long began = System.nanoTime();
            up.interruptGroup();

            assertThat(up.awaitExit()).as("%s", up).isZero();
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            assertThat(took).isLessThan(STOP_PATIENCE);
            assertThat(watcher.closes.poll(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo("1000 canceled");
            await("no redis-server").until(() -> !redis.isAlive());
        }
    }

    @Test
    void staysUpAfterTheScanAndLeavesNothingBehind() {
        Repositories.small(directory);
        try (ScancastProcess up = ScancastProcess.start("up", "--gateway-port", "0", directory.toString())) {
            int redisPort = Integer.parseInt(up.awaitPrinted(REDIS));
            up.awaitPrinted("(completed: 3/3 files)");
            assertThat(up.jvm().isAlive()).isTrue();

            up.interrupt();

            assertThat(up.awaitExit()).isZero();
            await("the port of Redis is free").until(() -> !accepts(redisPort));
        }
    }

    @Test
    void aJvmThatIsKilledLeavesNoRedisBehind() {
        Repositories.small(directory);
        try (ScancastProcess up = ScancastProcess.start("up", "--gateway-port", "0", directory.toString())) {
            up.awaitPrinted("(completed: 3/3 files)");
            ProcessHandle redis = up.redis();

            up.jvm().destroyForcibly();

            assertThat(up.awaitExit()).isNotZero();
            await("no redis-server").until(() -> !redis.isAlive());
        }
    }

    @Test
    void usesARedisOfTheUsers() {
        Repositories.small(directory);
        try (OwnRedis redis = OwnRedis.start();
                ScancastProcess up = ScancastProcess.start(
                        "up", "--exit", "--gateway-port", "0", "--redis", redis.url(), directory.toString())) {
            assertThat(up.awaitExit()).as("%s", up).isZero();

            assertThat(up.out()).contains("redis-cli -p " + redis.port());
            assertThat(redis.command("ZCARD", "scan:history")).isEqualTo(1L);
        }
    }

    @Test
    void keepsItsDataWhereItWasTold() {
        Repositories.small(directory.resolve("repository"));
        String repository = directory.resolve("repository").toString();
        String data = directory.resolve("data").toString();
        String id;
        try (ScancastProcess first =
                ScancastProcess.start("up", "--exit", "--gateway-port", "0", "--data", data, repository)) {
            assertThat(first.awaitExit()).as("%s", first).isZero();
            id = first.awaitPrinted("/scan/(\\w+)");
        }

        try (ScancastProcess second = ScancastProcess.start("up", "--gateway-port", "0", "--data", data, repository)) {
            String gateway = second.awaitPrinted("watch +(http://127\\.0\\.0\\.1:\\d+)/scan");
            try (ScancastProcess watch = ScancastProcess.run("watch", "--gateway-url", gateway, id)) {
                assertThat(watch.out()).contains("completed: 3/3 files");
            }
        }
    }

    @Test
    void aMissingPathIsOneLine() {
        try (ScancastProcess up = ScancastProcess.run("up", "/no/such/directory")) {
            assertThat(up.awaitExit()).isEqualTo(2);
            assertThat(up.err()).isEqualTo("scancast: there is no /no/such/directory\n");
        }
    }

    @Test
    void aPortThatIsTakenIsOneLine() throws IOException {
        Repositories.small(directory);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ScancastProcess up = ScancastProcess.run(
                        "up", "--gateway-port", Integer.toString(taken.getLocalPort()), directory.toString())) {
            assertThat(up.awaitExit()).isEqualTo(2);
            assertThat(up.err())
                    .startsWith("scancast: cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .contains("--gateway-port")
                    .containsOnlyOnce("\n");
        }
    }

    @Test
    void aRedisThatIsNotThereIsOneLine() {
        Repositories.small(directory);
        try (ScancastProcess up = ScancastProcess.run("up", "--redis", "redis://127.0.0.1:1", directory.toString())) {
            assertThat(up.awaitExit()).isEqualTo(4);
            assertThat(up.err())
                    .startsWith("scancast: cannot reach Redis at redis://127.0.0.1:1: ")
                    .containsOnlyOnce("\n");
        }
    }

    @Test
    void aWrongSettingIsOneLineWithWhatIsAllowed() {
        try (ScancastProcess up = ScancastProcess.run("up", "--gateway-drain", "soon", directory.toString())) {
            assertThat(up.awaitExit()).isEqualTo(2);
            assertThat(up.err())
                    .startsWith("scancast: gateway.drain must be a time from 0s to 10m")
                    .contains("got \"soon\" (--gateway-drain)")
                    .containsOnlyOnce("\n");
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Hears how its connection was closed. */
    private static final class Watcher implements WebSocket.Listener {
        private final BlockingQueue<String> closes = new LinkedBlockingQueue<>();

        static Watcher connect(URI page) throws Exception {
            Watcher watcher = new Watcher();
            URI address = URI.create("ws://" + page.getAuthority() + "/ws" + page.getPath());
            HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(address, watcher)
                    .get(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return watcher;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closes.add(code + " " + reason);
            return null;
        }
    }
}
