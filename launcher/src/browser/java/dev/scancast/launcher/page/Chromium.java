package dev.scancast.launcher.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Debian's Chromium, driven by Playwright on the machine's node. Confined to the test's thread. */
final class Chromium implements AutoCloseable {
    private static final Path EXECUTABLE = Path.of("/usr/bin/chromium");

    private static final List<String> QUIETLY = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** The machine's node; the test is skipped, with the reason, where there is none. */
    static Path node() {
        Path node = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "node"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        Assumptions.assumeTrue(node != null, "node is not on the PATH: install it to run the browser tests");
        return Objects.requireNonNull(node);
    }

    /** Starts one; the test is skipped, with the reason, where there is no node. */
    static Chromium start() {
        Path node = node();
        System.setProperty("playwright.nodejs.path", node.toString());
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        try {
            Browser browser = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(EXECUTABLE)
                            .setHeadless(true)
                            .setArgs(QUIETLY));
            return new Chromium(playwright, browser);
        } catch (RuntimeException e) {
            playwright.close();
            throw e;
        }
    }

    /** A window with nothing of the others': no cache, no storage. */
    Window open(Window.Look look) {
        return new Window(browser.newContext(look.options()));
    }

    Window open() {
        return open(Window.Look.DESKTOP_LIGHT);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
