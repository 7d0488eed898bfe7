package dev.scancast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.gateway.session.ClientSession;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.WatchingClient;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/**
 * What is left of clients that went: nothing that grows with them. A connection whose filters were exchanged at the upgrade was kept for
 * ever by Grizzly's idle clock, which had not heard of its end, and with it all that a session holds.
 */
class ForgottenClientsTest {
    private static final int CLIENTS = 40;

    @Test
    void aClientThatLeftIsForgotten() {
        try (OwnRedis redis = OwnRedis.start();
                OwnGateway gateway = OwnGateway.start(redis);
                Publisher publisher = Publisher.of(redis, ScanId.create())) {
            publisher.write(ScanStatus.SCANNING, 10);
            long before = settledSessions();
            WatchingClient[] clients = new WatchingClient[CLIENTS];
            for (int i = 0; i < CLIENTS; i++) {
                clients[i] = gateway.watch(publisher.scan());
                clients[i].awaitDocuments(1);
            }
            assertThat(sessions()).isGreaterThanOrEqualTo(before + CLIENTS);

            for (WatchingClient client : clients) {
                client.close();
            }

            await("the sessions are garbage")
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(sessions()).isLessThanOrEqualTo(before));
        }
    }

    /** Those of earlier tests in this JVM may still be on their way out. */
    private static long settledSessions() {
        AtomicLong last = new AtomicLong(-1);
        await("no session goes any more")
                .atMost(Duration.ofSeconds(60))
                .during(Duration.ofSeconds(2))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    long now = sessions();
                    return last.getAndSet(now) == now;
                });
        return last.get();
    }

    /** How many sessions are reachable in this JVM. */
    private static long sessions() {
        try {
            Object histogram = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            return String.valueOf(histogram)
                    .lines()
                    .map(line -> line.strip().split(" +", -1))
                    .filter(fields -> fields.length > 3 && fields[3].equals(ClientSession.class.getName()))
                    .mapToLong(fields -> Long.parseLong(fields[1]))
                    .sum();
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
