package dev.scancast.launcher.page;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A test in a real Chromium, which all tests of the class share. */
@NeedsNode
abstract class ChromiumTest {
    static Chromium chromium;

    @BeforeAll
    static void startChromium() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void endChromium() {
        chromium.close();
    }
}
