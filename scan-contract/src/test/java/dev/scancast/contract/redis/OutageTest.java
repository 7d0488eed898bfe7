package dev.scancast.contract.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.slf4j.event.EventRecordingLogger;
import org.slf4j.event.Level;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.SubstituteLogger;

class OutageTest {
    private final Queue<SubstituteLoggingEvent> told = new ArrayDeque<>();
    private final Outage outage = new Outage(
            new EventRecordingLogger(new SubstituteLogger("test", told, false), told),
            Level.ERROR,
            "scan=x: publishing");

    @Test
    void anOutageIsToldOnceWithItsCauseAndItsEnd() {
        RuntimeException cause = new RuntimeException("connection refused");
        outage.over();
        assertThat(outage.failed(cause)).isPositive();
        assertThat(outage.failed(cause)).isPositive();
        assertThat(outage.isOn()).isTrue();
        outage.over();
        outage.over();

        assertThat(told)
                .extracting(SubstituteLoggingEvent::getLevel)
                .containsExactly(Level.ERROR, Level.DEBUG, Level.INFO);
        assertThat(told.peek().getThrowable()).isSameAs(cause);
    }
}
