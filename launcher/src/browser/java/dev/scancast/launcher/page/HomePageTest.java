package dev.scancast.launcher.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.Page;
import dev.scancast.contract.document.ScanError;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Starting scans, and the list of the recent ones. */
class HomePageTest extends ChromiumTest {
    private Stage stage;
    private Window window;

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
        window.awaitText("#connection", "Source not heard");
    }

    @Test
    void gitRepositoryIsAskedForByItsUrl() {
        window.page().navigate(stage.home());
        window.find("input[value=url]").check();
        assertThat(window.find("#path")).isHidden();
        submit();
        window.awaitText("#url-problem", Pattern.compile("Give the URL to clone from.*"));
        window.find("#url").fill("https://git.example.org/shop.git");
        window.find("#ref").fill("main");

        submit();

        window.awaitText("#status", "Waiting");
        window.awaitText("#repository", "shop");
        assertThat(stage.requestOf(window.find("#scan-id").textContent()))
                .isEqualTo("{\"repository_url\":\"https://git.example.org/shop.git\",\"ref\":\"main\"}");
        window.assertNoComplaints();
    }

    @Test
    void runningScansAreLiveAndGoToTheHistoryAtTheirEnd() {
        window.page().navigate(stage.home());
        window.awaitText("#running-empty", "Nothing runs right now.");
        window.awaitText("#recent-empty", Pattern.compile("No scan has ended yet.*"));

        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        scan.scanned(1241);
        window.awaitText("#running .name", "spring-framework");
        window.awaitText("#running .figure", "41.5 %");
        window.awaitText("#running-count", "1");
        assertThat(window.find("#running-empty")).isHidden();
        scan.complete();
        window.awaitText("#scans .chip", "Completed");
        assertThat(window.find("#running li")).hasCount(0);

        window.find("#scans a").click();
        window.awaitText("#status", "Completed");
        window.assertNoComplaints();
    }

    @Test
    void historyIsChosenFromAndGrowsAtItsEnd() {
        for (int i = 1; i <= 65; i++) {
            ScanAuthor scan = ScanAuthor.begin(stage.redis(), "shop-" + i);
            if (i % 20 == 0) {
                scan.fail(new ScanError("internal", "It broke."));
            } else {
                scan.cancel();
            }
        }
        window.page().navigate(stage.home());
        window.awaitText("#scans .name >> nth=29", "shop-36");
        window.find("#older").scrollIntoViewIfNeeded();
        window.awaitText("#scans .name >> nth=59", "shop-6");
        window.find("#scans li >> nth=59").scrollIntoViewIfNeeded();
        assertThat(window.find("#scans li")).hasCount(65);
        assertThat(window.find("#older")).isHidden();

        window.find("#filter-status").selectOption("error");
        assertThat(window.find("#scans .name")).hasText(new String[] {"shop-60", "shop-40", "shop-20"});
        window.find("#filter-repository").fill("SHOP-4");
        assertThat(window.find("#scans .name")).hasText(new String[] {"shop-40"});
        window.find("#filter-repository").fill("nowhere");
        window.awaitText("#recent-empty", "No scan is like that.");
        window.assertNoComplaints();
    }

    private void submit() {
        window.page()
                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Start scan"))
                .click();
    }
}
