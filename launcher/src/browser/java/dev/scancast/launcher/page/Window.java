package dev.scancast.launcher.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** One page in a context of its own, with everything that went wrong in it. Confined to the test's thread. */
final class Window implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of(System.getProperty("screenshots.directory", "target/screenshots"));

    /** Violations of the content security policy are told in the console anyhow; this makes sure. */
    private static final String TELL_VIOLATIONS =
            "addEventListener('securitypolicyviolation', e => console.error('CSP: ' + e.violatedDirective))";

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    /** How the page is looked at. */
    enum Look {
        DESKTOP_LIGHT(1280, 800, ColorScheme.LIGHT, 1),
        DESKTOP_DARK(1280, 800, ColorScheme.DARK, 1),
        PHONE_LIGHT(390, 844, ColorScheme.LIGHT, 2),
        PHONE_DARK(390, 844, ColorScheme.DARK, 2),
        NARROWEST(320, 640, ColorScheme.LIGHT, 1),
        /** For docs/images. */
        README(1000, 590, ColorScheme.LIGHT, 1.6);

        private final int width;
        private final int height;
        private final ColorScheme scheme;
        private final double density;

        Look(int width, int height, ColorScheme scheme, double density) {
            this.width = width;
            this.height = height;
            this.scheme = scheme;
            this.density = density;
        }

        /** As file names have it: {@code desktop-light}. */
        String suffix() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        Browser.NewContextOptions options() {
            return new Browser.NewContextOptions()
                    .setViewportSize(width, height)
                    .setColorScheme(scheme)
                    .setDeviceScaleFactor(density)
                    .setIsMobile(width < 600)
                    .setHasTouch(width < 600);
        }
    }

    Window(BrowserContext context) {
        this.context = context;
        context.addInitScript(TELL_VIOLATIONS);
        page = context.newPage();
        page.setDefaultTimeout(15_000);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.type() + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add("uncaught: " + error));
    }

    Page page() {
        return page;
    }

    Locator find(String selector) {
        return page.locator(selector);
    }

    /** Fails unless the element comes to show exactly this, white space aside. */
    void awaitText(String selector, String text) {
        assertThat(find(selector)).hasText(text);
    }

    void awaitText(String selector, Pattern text) {
        assertThat(find(selector)).hasText(text);
    }

    void awaitText(String selector, String text, Duration within) {
        assertThat(find(selector))
                .hasText(text, new LocatorAssertions.HasTextOptions().setTimeout((double) within.toMillis()));
    }

    void awaitText(String selector, Pattern text, Duration within) {
        assertThat(find(selector))
                .hasText(text, new LocatorAssertions.HasTextOptions().setTimeout((double) within.toMillis()));
    }

    /** Fails if the console has an error or a warning, something was thrown, or the policy was violated. */
    void assertNoComplaints() {
        assertThat(complaints).isEmpty();
    }

    /** What went wrong so far. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Fails if something makes the page wider than the window. */
    void assertFits() {
        assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
                .as("pixels that the page is wider than its window")
                .isEqualTo(0);
    }

    /** Keeps a picture of the whole page, at rest. */
    void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true)
                .setAnimations(com.microsoft.playwright.options.ScreenshotAnimations.DISABLED));
    }

    @Override
    public void close() {
        context.close();
    }
}
