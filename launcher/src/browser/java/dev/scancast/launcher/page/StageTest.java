package dev.scancast.launcher.page;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A test in a real Chromium, on a gateway and a Redis that all tests of the class share. */
abstract class StageTest extends ChromiumTest {
    static Stage stage;

    @BeforeAll
    static void setStage() {
        stage = Stage.set();
    }

    @AfterAll
    static void closeStage() {
        stage.close();
    }
}
