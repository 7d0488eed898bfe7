package dev.scancast.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.testkit.TcpProxy;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One scan, watched on one page that is never loaded again, through one fault after the other. Measures how long after
 * each the page was right again, prints it, and keeps it in {@code target/healing.txt}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HealingTest extends StageTest {
    /** The longest wait that jitter may ask for is 20 s; what came before was short here. */
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final Duration OFFLINE = Duration.ofSeconds(30);
    private static final int MINUTES_HIDDEN = 10;

    /** What the badge said, without the seconds that count down. */
    private static final String REMEMBER_BADGE =
            """
            window.badges = [];
            document.addEventListener('DOMContentLoaded', () => {
              const badge = document.getElementById('connection-text');
              new MutationObserver(() => {
                const text = badge.textContent.replace(/\\d+\\ss/, 'n s');
                if (badges.at(-1) !== text) { badges.push(text); }
              }).observe(badge, { childList: true, characterData: true, subtree: true });
            });
            """;

    private static final List<String> TRACE = new ArrayList<>();

    private static GatewayProcess gateway;
    private static TcpProxy network;
    private static ScanAuthor scan;
    private static Window window;
    private static double percent = 10;

    @BeforeAll
    static void start() throws IOException {
        gateway = GatewayProcess.start(stage.ownRedis(), 0);
        network = TcpProxy.to(gateway.port());
        scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        publishNext();
        window = chromium.open();
        window.page().addInitScript(REMEMBER_BADGE);
        window.page().clock().install();
        window.page().navigate("http://127.0.0.1:" + network.port() + "/scan/" + scan.scan());
        awaitRight();
        window.page().evaluate("window.neverReloaded = true");
    }

    @AfterAll
    static void end() throws IOException {
        Files.write(Path.of("target", "healing.txt"), TRACE);
        TRACE.forEach(System.out::println);
        window.close();
        network.close();
        gateway.close();
    }

    @Test
    @Order(1)
    void gatewayIsKilledAndAnotherTakesItsPlace() throws IOException {
        int port = gateway.port();
        gateway.kill();
        awaitBadge("Reconnecting");
        publishNext();
        gateway = GatewayProcess.start(stage.ownRedis(), port);

        right("gateway killed, another started on its port", "it listened");
    }

    @Test
    @Order(2)
    void redisRestartsEmpty() {
        stage.ownRedis().kill();
        awaitBadge("Source not heard");
        stage.ownRedis().restart();
        await("the scan's next document is written")
                .atMost(SOON)
                .ignoreExceptionsInstanceOf(JedisException.class)
                .until(HealingTest::publishNext);

        right("Redis killed, and restarted empty", "the scan's next document was written");
    }

    @Test
    @Order(3)
    void networkIsGoneForHalfAMinute() {
        network.pause();
        window.page().context().setOffline(true);
        awaitBadge("Offline");
        publishNext();
        String before = shown();
        await("the network stays away")
                .pollInSameThread()
                .during(OFFLINE.minusSeconds(5))
                .atMost(OFFLINE.plusSeconds(10))
                .until(() -> shown().equals(before));
        network.cut(); // so says the machine to its old connections when it is in a network again
        network.resume();
        window.page().context().setOffline(false);

        right("offline for half a minute", "the network was back");
    }

    @Test
    @Order(4)
    void networkDiesWithoutAWord() {
        network.freeze();
        publishNext();

        right("connection dead, nobody told", "the next document was published");
    }

    @Test
    @Order(5)
    void everythingIsAnsweredBy429() {
        AtomicInteger asked = new AtomicInteger();
        int port = network.port();
        network.refuse();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        HttpServer busy = await("the port is free, which it may not be at once")
                .atMost(SOON)
                .ignoreExceptionsInstanceOf(BindException.class)
                .until(() -> HttpServer.create(address, 0), created -> true);
        busy.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.getResponseHeaders().set("Retry-After", "3");
            exchange.sendResponseHeaders(429, -1);
            exchange.close();
        });
        busy.start();
        await("every transport was refused, and more than once")
                .atMost(SOON)
                .until(() -> asked.get() >= 6);
        publishNext();
        busy.stop(0);
        network.accept();

        right("429 to everything, Retry-After: 3", "it was let in again");
    }

    @Test
    @Order(6)
    void tabIsHiddenForTenMinutes() {
        Page page = window.page();
        page.evaluate("badges.length = 0");
        beHidden(true);
        for (int minute = 0; minute < MINUTES_HIDDEN; minute++) {
            page.clock().fastForward("01:00");
            publishNext();
            awaitRight();
        }
        beHidden(false);
        publishNext();

        right("hidden for ten minutes, its timers run once a minute", "it was looked at again");
        assertThat(badges()).noneMatch(badge -> badge.startsWith("Reconnecting"));
    }

    @Test
    @Order(7)
    void lidIsClosedForTenMinutes() {
        publishNext();
        awaitRight();
        beHidden(true);
        network.freeze();
        window.page().clock().fastForward("10:00");
        publishNext();
        beHidden(false);

        right("asleep for ten minutes, its connection dead", "it woke");
    }

    @Test
    @Order(8)
    void scanEndsOnThePageThatWasThereFromTheStart() {
        scan.complete();

        window.awaitText("#status", "Completed");
        window.awaitText("#connection", "Ended");
        assertThat(window.page().evaluate("window.neverReloaded")).isEqualTo(true);
    }

    /** Waits until the page shows the newest document by a connection that stands, and notes how long that took. */
    private static void right(String fault, String since) {
        long began = System.nanoTime();
        awaitRight();
        long ms = Duration.ofNanos(System.nanoTime() - began).toMillis();
        TRACE.add("%s: right again %.1f s after %s; the badge said %s"
                .formatted(fault, ms / 1000.0, since, String.join(" | ", badges())));
        window.page().evaluate("badges.length = 0");
    }

    private static void awaitRight() {
        window.page()
                .waitForFunction(
                        "text => document.getElementById('percent').textContent === text"
                                + " && document.getElementById('connection').textContent.startsWith('Live')",
                        percent + " %",
                        new Page.WaitForFunctionOptions()
                                .setPollingInterval(50)
                                .setTimeout((double) SOON.plusSeconds(15).toMillis()));
    }

    private static void awaitBadge(String beginning) {
        window.page()
                .waitForFunction(
                        "text => document.getElementById('connection').textContent.startsWith(text)", beginning);
    }

    /** The scan goes on by a percent; true, when Redis has it. */
    private static boolean publishNext() {
        double next = percent + 1;
        scan.write(document -> document.status(ScanStatus.SCANNING).progress(next));
        percent = next;
        return true;
    }

    private static void beHidden(boolean hidden) {
        window.page()
                .evaluate(
                        "state => { Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });"
                                + " document.dispatchEvent(new Event('visibilitychange')); }",
                        hidden ? "hidden" : "visible");
    }

    private static String shown() {
        return window.find("#percent").textContent();
    }

    private static List<String> badges() {
        return ((List<?>) window.page().evaluate("badges")).stream().map(String::valueOf).toList();
    }
}
