package dev.scancast.launcher.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Starting scans, and the list of the recent ones. */
class HomePageTest {
    private static Chromium chromium;

    private Stage stage;
    private Window window;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void end() {
        chromium.close();
    }

    @BeforeEach
    void open() {
        stage = Stage.set();
        window = chromium.open();
    }

    @AfterEach
    void close() {
        window.close();
        stage.close();
    }

    @Test
    void pickedRepositoryIsSubmittedAndItsPageOpens() {
        stage.addWorker();
        window.page().navigate(stage.home());
        window.find("#choice").selectOption("/repositories/billing");
        window.find("#types").fill("cs, .ts");
        window.find("#excludes").fill("bin, *.generated.cs");

        submit();

        window.awaitText("#status", "Waiting");
        window.awaitText("#repository", "billing");
        assertThat(window.page()).hasURL(Pattern.compile(".*/scan/[0-9A-Z]{26}"));
        String id = window.find("#scan-id").textContent();
        assertThat(stage.requestOf(id))
                .isEqualTo("{\"repository_path\":\"/repositories/billing\",\"file_types\":[\".cs\",\".ts\"],"
                        + "\"exclude_patterns\":[\"bin\",\"*.generated.cs\"]}");
        window.assertNoComplaints();
    }

    @Test
    void withoutWorkersAPathIsTyped() {
        window.page().navigate(stage.home());
        window.find("#path").fill("/srv/anything");

        submit();

        window.awaitText("#repository", "anything");
        window.assertNoComplaints();
    }

    @Test
    void whatIsWrongIsToldBesideTheField() {
        window.page().navigate(stage.home());
        submit();
        window.awaitText("#path-problem", "Give the path of the directory to scan.");
        assertThat(window.find("#path")).hasAttribute("aria-invalid", "true");
        assertThat(window.find("#path")).isFocused();

        window.find("#path").fill("relative/path");
        window.awaitText("#path-problem", "");
        window.find("#types").fill(".java, .<b>");
        submit();
        window.awaitText("#path-problem", "The path must be absolute, such as /srv/repositories/shop.");
        window.awaitText("#types-problem", Pattern.compile("“\\.<b>” is no file ending.*"));
        window.assertNoComplaints();
    }

    @Test
    void refusalOfTheGatewayIsToldBesideTheField() {
        stage.addWorker();
        window.page().navigate(stage.home());
        window.find("#choice").selectOption("");
        window.find("#path").fill("/etc/secrets");

        submit();

        window.awaitText("#path-problem", Pattern.compile("/etc/secrets is outside the directories.*"));
        assertThat(window.page()).hasURL(stage.home());
    }

    @Test
    void unreachableRedisIsToldBesideTheForm() {
        window.page().navigate(stage.home());
        window.find("#recent-empty").waitFor();
        stage.ownRedis().kill();
        window.find("#path").fill("/srv/anything");

        submit();

        window.awaitText("#form-problem", Pattern.compile("Redis can't be reached.*"));
        window.awaitText("#recent-note", Pattern.compile("The list can’t be read right now.*"));
    }

    @Test
    void recentScansAreListedAndRefreshed() {
        window.page().navigate(stage.home());
        window.awaitText("#recent-empty", Pattern.compile("No scans yet.*"));

        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        scan.scanned(1241);
        window.awaitText("#scans .name", "spring-framework");
        window.awaitText("#scans .figure", "41.5 %");
        assertThat(window.find("#recent-empty")).isHidden();
        scan.complete();
        window.awaitText("#scans .chip", "Completed");

        window.find("#scans a").click();
        window.awaitText("#status", "Completed");
        window.assertNoComplaints();
    }

    private void submit() {
        window.page()
                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Start scan"))
                .click();
    }
}
