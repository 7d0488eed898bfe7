package dev.scancast.launcher.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The packages, by the names that the rules use, and the classes of the product. */
final class House {
    static final String CONTRACT = "dev.scancast.contract..";
    static final String DOCUMENT = "dev.scancast.contract.document..";
    static final String GIT_RULES = "dev.scancast.contract.source..";
    static final String SETTINGS = "dev.scancast.contract.settings..";
    static final String REDIS = "dev.scancast.contract.redis..";

    static final String SCANNER = "dev.scancast.scanner..";
    static final String SOURCE = "dev.scancast.scanner.source..";
    static final String GIT = "dev.scancast.scanner.git..";
    static final String ENGINE = "dev.scancast.scanner.engine..";
    static final String STRUCTURE = "dev.scancast.scanner.engine.structure..";
    static final String ANALYZER = "dev.scancast.scanner.analyzer..";
    static final String CACHE = "dev.scancast.scanner.cache..";
    static final String REPORT = "dev.scancast.scanner.report..";
    static final String PROGRESS = "dev.scancast.scanner.progress..";
    static final String QUEUE = "dev.scancast.scanner.queue..";

    static final String GATEWAY = "dev.scancast.gateway..";
    static final String ACCESS = "dev.scancast.gateway.access..";
    static final String HUB = "dev.scancast.gateway.hub..";
    static final String FLEET = "dev.scancast.gateway.fleet..";
    static final String GROUP = "dev.scancast.gateway.group..";
    static final String SESSION = "dev.scancast.gateway.session..";
    static final String WEB = "dev.scancast.gateway.web..";
    static final String WEBSOCKET = "dev.scancast.gateway.websocket..";
    static final String SSE = "dev.scancast.gateway.sse..";
    static final String REST = "dev.scancast.gateway.rest..";

    /** Of either half. */
    static final String METRICS = "dev.scancast.*.metrics..";

    static final String LAUNCHER = "dev.scancast.launcher..";
    static final String TESTKIT = "dev.scancast.testkit..";
    static final String OURS = "dev.scancast..";

    /** Read once; no rule changes them. Tests are left out, the testkit isn't. */
    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.scancast");

    private House() {}
}
