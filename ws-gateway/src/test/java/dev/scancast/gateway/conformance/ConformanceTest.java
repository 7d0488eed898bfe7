package dev.scancast.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** RFC 6455, sections 4 to 7, a case per rule. docs/conformance.md is held equal to the list of cases. */
class ConformanceTest {
    private static final Path PAGE = Path.of("..", "docs", "conformance.md");

    /** With this system property the page is written anew instead of being checked. */
    private static final String WRITE = "conformance.write";

    private static Lab lab;

    @BeforeAll
    static void start() {
        lab = Lab.start();
    }

    /** The suite opens several hundred connections and breaks most of them; none may stay. */
    @AfterAll
    static void nothingIsLeft() {
        try {
            lab.awaitNothingLeft();
        } finally {
            lab.close();
        }
        await("no thread of the gateway is left")
                .untilAsserted(() -> assertThat(ownThreads()).isEmpty());
    }

    @TestFactory
    Stream<DynamicContainer> rule() {
        return groups().entrySet().stream()
                .map(group -> DynamicContainer.dynamicContainer(
                        group.getKey(),
                        group.getValue().stream()
                                .map(each -> DynamicTest.dynamicTest(
                                        each.name(), () -> each.check().on(lab)))));
    }

    @Test
    void thePageListsEveryCase() throws IOException {
        String page = ConformancePage.of(groups());
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE))
                .as("docs/conformance.md is out of date: run this test with -D%s=true", WRITE)
                .isEqualTo(page);
    }

    private static Map<String, List<Case>> groups() {
        Map<String, List<Case>> groups = new LinkedHashMap<>();
        groups.put("Opening handshake", HandshakeCases.all());
        groups.put("Frames, fragments, lengths and masks", FramingCases.all());
        groups.put("Control frames", ControlCases.all());
        groups.put("Text", TextCases.all());
        groups.put("Closing handshake", ClosingCases.all());
        return groups;
    }

    private static List<String> ownThreads() {
        List<String> names = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().contains("scancast") || thread.getName().contains("Grizzly")) {
                names.add(thread.getName());
            }
        }
        return names;
    }
}
