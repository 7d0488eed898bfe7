package dev.scancast.launcher.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.scancast.launcher.architecture.House.ACCESS;
import static dev.scancast.launcher.architecture.House.ANALYZER;
import static dev.scancast.launcher.architecture.House.CACHE;
import static dev.scancast.launcher.architecture.House.CLASSES;
import static dev.scancast.launcher.architecture.House.CONTRACT;
import static dev.scancast.launcher.architecture.House.DOCUMENT;
import static dev.scancast.launcher.architecture.House.ENGINE;
import static dev.scancast.launcher.architecture.House.FLEET;
import static dev.scancast.launcher.architecture.House.GATEWAY;
import static dev.scancast.launcher.architecture.House.GIT;
import static dev.scancast.launcher.architecture.House.GIT_RULES;
import static dev.scancast.launcher.architecture.House.GROUP;
import static dev.scancast.launcher.architecture.House.HUB;
import static dev.scancast.launcher.architecture.House.LAUNCHER;
import static dev.scancast.launcher.architecture.House.METRICS;
import static dev.scancast.launcher.architecture.House.OURS;
import static dev.scancast.launcher.architecture.House.PROGRESS;
import static dev.scancast.launcher.architecture.House.QUEUE;
import static dev.scancast.launcher.architecture.House.REDIS;
import static dev.scancast.launcher.architecture.House.REPORT;
import static dev.scancast.launcher.architecture.House.REST;
import static dev.scancast.launcher.architecture.House.SCANNER;
import static dev.scancast.launcher.architecture.House.SESSION;
import static dev.scancast.launcher.architecture.House.SETTINGS;
import static dev.scancast.launcher.architecture.House.SOURCE;
import static dev.scancast.launcher.architecture.House.SSE;
import static dev.scancast.launcher.architecture.House.STRUCTURE;
import static dev.scancast.launcher.architecture.House.TESTKIT;
import static dev.scancast.launcher.architecture.House.WEB;
import static dev.scancast.launcher.architecture.House.WEBSOCKET;

import org.junit.jupiter.api.Test;

/** Data flows one way: engine, progress, Redis, hub, session, transport. A rule for each arrow that must not be. */
class ArrowsTest {

    // ---- between modules

    @Test
    void theContractKnowsNothingOfOurs() {
        forbid(
                "anybody may stand in for either half, in Java too, with the contract alone",
                CONTRACT,
                SCANNER,
                GATEWAY,
                LAUNCHER,
                TESTKIT);
    }

    @Test
    void theScannerDoesNotKnowTheGateway() {
        forbid("the halves meet in Redis and nowhere else", SCANNER, GATEWAY, LAUNCHER, TESTKIT);
    }

    @Test
    void theGatewayDoesNotKnowTheScanner() {
        forbid("the halves meet in Redis and nowhere else", GATEWAY, SCANNER, LAUNCHER, TESTKIT);
    }

    @Test
    void theLauncherKnowsNoTestkit() {
        forbid("the testkit is for tests", LAUNCHER, TESTKIT);
    }

    @Test
    void theTestkitKnowsNothingOfOurs() {
        forbid("what tests see must not come from the code under test", TESTKIT, CONTRACT, SCANNER, GATEWAY, LAUNCHER);
    }

    // ---- in the contract

    @Test
    void theDocumentKnowsNoRedis() {
        forbid("a document is bytes, wherever they come from", DOCUMENT, REDIS, SETTINGS, "redis.clients..");
    }

    @Test
    void settingsKnowNothing() {
        forbid(
                "a setting is a name and a value; what it is for is its owner's",
                SETTINGS,
                DOCUMENT,
                REDIS,
                "redis.clients..");
    }

    @Test
    void whatMayBeScannedIsTheSameForBothHalves() {
        forbid("a rule looks at names and addresses alone", GIT_RULES, DOCUMENT, REDIS, "redis.clients..");
    }

    // ---- in the scanner

    @Test
    void sourcesKnowNoScan() {
        forbid("finding files is not scanning them", SOURCE, ENGINE, REPORT, PROGRESS, QUEUE, REDIS, "redis.clients..");
    }

    @Test
    void cloningKnowsNoRedis() {
        forbid(
                "a clone is told to a listener, as a scan is",
                GIT,
                STRUCTURE,
                REPORT,
                PROGRESS,
                QUEUE,
                REDIS,
                "redis.clients..");
    }

    @Test
    void theEngineKnowsNoClone() {
        forbid("the engine scans a directory, wherever it comes from", ENGINE, GIT);
    }

    @Test
    void theEngineKnowsNoRedis() {
        forbid(
                "the engine tells a listener what happens, and who listens is not its business",
                ENGINE,
                REDIS,
                PROGRESS,
                QUEUE,
                "redis.clients..");
    }

    @Test
    void analyzersKnowNoScan() {
        forbid(
                "who writes an analyzer is given files and tells what is in them",
                ANALYZER,
                "dev.scancast.scanner.engine",
                CACHE,
                REDIS,
                PROGRESS,
                QUEUE,
                "redis.clients..");
    }

    @Test
    void theCacheKnowsNoScan() {
        forbid(
                "what was found in a file depends on no scan",
                CACHE,
                "dev.scancast.scanner.engine",
                REDIS,
                PROGRESS,
                QUEUE,
                "redis.clients..");
    }

    @Test
    void theLexersKnowOnlyText() {
        forbid(
                "a lexer turns text into names",
                STRUCTURE,
                REDIS,
                SOURCE,
                REPORT,
                PROGRESS,
                QUEUE,
                DOCUMENT,
                SETTINGS,
                "redis.clients..");
    }

    @Test
    void reportsKnowNeitherProgressNorQueue() {
        forbid("a report is what a scan found, however it was asked for and shown", REPORT, PROGRESS, QUEUE);
    }

    @Test
    void progressKnowsNoQueue() {
        forbid("other people's scanners publish progress without our queue", PROGRESS, QUEUE, REPORT, SOURCE);
    }

    // ---- in the gateway

    @Test
    void accessKnowsNobodyWhoWatches() {
        forbid(
                "who may see what is the same on every transport, and is settled below them",
                ACCESS,
                HUB,
                FLEET,
                GROUP,
                SESSION,
                WEB,
                WEBSOCKET,
                SSE,
                REST);
    }

    @Test
    void theHubKnowsNoAccess() {
        forbid("the hub relays what it is given; who sees it is settled above it", HUB, ACCESS);
    }

    @Test
    void theFleetKnowsNoAccess() {
        forbid("an owner is a name to the fleet", FLEET, ACCESS);
    }

    @Test
    void groupsKnowNoAccess() {
        forbid("a group is of a batch or of an owner, whoever asks for it", GROUP, ACCESS);
    }

    @Test
    void theHubKnowsNobodyWhoWatches() {
        forbid(
                "the hub calls watchers; what they are is above it",
                HUB,
                FLEET,
                GROUP,
                SESSION,
                WEB,
                WEBSOCKET,
                SSE,
                REST);
    }

    @Test
    void theFleetKnowsNobodyWhoWatches() {
        forbid(
                "scans are looked after whether or not anybody watches",
                FLEET,
                GROUP,
                SESSION,
                WEB,
                WEBSOCKET,
                SSE,
                REST);
    }

    @Test
    void sessionsKnowNoTransport() {
        forbid(
                "a session writes to an outlet; transports are thin and above it",
                SESSION,
                GROUP,
                WEB,
                WEBSOCKET,
                SSE,
                REST);
    }

    @Test
    void groupsKnowNoTransport() {
        forbid("many scans are the same on every transport", GROUP, WEB, WEBSOCKET, SSE, REST);
    }

    @Test
    void theServerKnowsNoTransport() {
        forbid("the server routes to handlers that it is given", WEB, HUB, GROUP, WEBSOCKET, SSE, REST);
    }

    @Test
    void webSocketKnowsNoOtherTransport() {
        forbid("transports are equals", WEBSOCKET, SSE, REST);
    }

    @Test
    void sseKnowsNoOtherTransport() {
        forbid("transports are equals", SSE, WEBSOCKET, REST);
    }

    @Test
    void restKnowsNoOtherTransport() {
        forbid("transports are equals", REST, WEBSOCKET, SSE);
    }

    @Test
    void whatIsCountedKnowsNobodyWhoReadsIt() {
        noClasses()
                .that()
                .resideInAnyPackage(HUB, FLEET, GROUP, SESSION, WEB, WEBSOCKET, SSE, REST, PROGRESS, QUEUE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(METRICS)
                .because("a part works the same whether or not anybody reads what it counts")
                .check(CLASSES);
    }

    // ---- everywhere

    @Test
    void noPackagesDependOnEachOther() {
        slices().matching("dev.scancast.(**)")
                .should()
                .beFreeOfCycles()
                .because("a package that can't be understood without another is a part of it")
                .check(CLASSES);
    }

    @Test
    void nothingOfOursIsNamedAfterALayer() {
        noClasses()
                .that()
                .resideInAPackage(OURS)
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..impl..", "..service..", "..services..", "..common..")
                .because("packages are features, not layers")
                .check(CLASSES);
    }

    private static void forbid(String because, String from, String... to) {
        noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(to)
                .because(because)
                .check(CLASSES);
    }
}
