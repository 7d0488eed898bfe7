package dev.scancast.launcher.page;

import dev.scancast.gateway.Gateway;
import dev.scancast.testkit.OwnRedis;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;

/** A gateway in a process of its own, which can be killed as machines die: without a word. */
final class GatewayProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    private GatewayProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one on that port, 0 for a free one; returns when it listens. */
    static GatewayProcess start(OwnRedis redis, int port) throws IOException {
        Path ready = Files.createTempFile("gateway", ".port");
        Files.delete(ready);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GatewayProcess.class.getName(),
                        redis.url(),
                        Integer.toString(port),
                        ready.toString())
                .redirectErrorStream(true)
                .redirectOutput(new File("target", "gateway-process.log"))
                .start();
        Awaitility.await("the gateway's process listens")
                .atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(ready) || !process.isAlive());
        return new GatewayProcess(
                process, Integer.parseInt(Files.readString(ready).strip()));
    }

    int port() {
        return port;
    }

    /** SIGKILL; returns when it is gone. */
    void kill() {
        process.destroyForcibly();
        Awaitility.await("the gateway's process is gone")
                .atMost(Duration.ofSeconds(10))
                .until(() -> !process.isAlive());
    }

    @Override
    public void close() {
        kill();
    }

    /** The process: Redis, port, and the file that tells where it listens. */
    public static void main(String[] arguments) throws Exception {
        Gateway gateway = Gateway.start(Stage.settings(arguments[0], Integer.parseInt(arguments[1])));
        Path told = Path.of(arguments[2]);
        Path whole = Files.writeString(
                told.resolveSibling(told.getFileName() + ".part"),
                Integer.toString(gateway.url().getPort()));
        Files.move(whole, told);
        new CountDownLatch(1).await();
    }
}
