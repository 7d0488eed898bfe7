package dev.scancast.launcher.page;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Beside what its class shares, each test has a window of its own. */
abstract class WindowTest extends StageTest {
    Window window;

    @BeforeEach
    final void openWindow() {
        window = chromium.open();
    }

    @AfterEach
    final void closeWindow() {
        window.close();
    }
}
