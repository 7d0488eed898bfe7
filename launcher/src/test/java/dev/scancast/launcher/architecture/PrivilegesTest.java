package dev.scancast.launcher.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static dev.scancast.launcher.architecture.House.CLASSES;
import static dev.scancast.launcher.architecture.House.DOCUMENT;
import static dev.scancast.launcher.architecture.House.GIT;
import static dev.scancast.launcher.architecture.House.LAUNCHER;
import static dev.scancast.launcher.architecture.House.METRICS;
import static dev.scancast.launcher.architecture.House.OURS;
import static dev.scancast.launcher.architecture.House.REDIS;
import static dev.scancast.launcher.architecture.House.REST;
import static dev.scancast.launcher.architecture.House.SCANNER;
import static dev.scancast.launcher.architecture.House.SESSION;
import static dev.scancast.launcher.architecture.House.SETTINGS;
import static dev.scancast.launcher.architecture.House.SSE;
import static dev.scancast.launcher.architecture.House.TESTKIT;
import static dev.scancast.launcher.architecture.House.WEB;
import static dev.scancast.launcher.architecture.House.WEBSOCKET;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.net.URL;
import java.util.function.Predicate;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Who alone may do what, and what nobody may. */
class PrivilegesTest {

    @Test
    void onlyTheContractSpellsKeysAndHoldsScripts() {
        classes()
                .that()
                .resideInAPackage(OURS)
                .and()
                .resideOutsideOfPackages(REDIS, TESTKIT)
                .should(not(new SpellRedisNames()))
                .because("a key or channel spelled twice is spelled differently one day")
                .check(CLASSES);
    }

    @Test
    void onlyWebSocketKnowsTyrus() {
        noClasses()
                .that()
                .resideOutsideOfPackage(WEBSOCKET)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.glassfish.tyrus..", "jakarta.websocket..")
                .because("Tyrus' traps are met in one place")
                .check(CLASSES);
    }

    @Test
    void onlyWhatServesHttpKnowsGrizzly() {
        noClasses()
                .that()
                .resideOutsideOfPackages(WEB, WEBSOCKET, SSE)
                .and(areNot("dev.scancast.gateway.Gateway", "dev.scancast.gateway.rest.RestTransport"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.glassfish.grizzly..")
                .because("hub, sessions and resources work on any server")
                .check(CLASSES);
    }

    @Test
    void onlyClonesGoOutToOtherHosts() {
        noClasses()
                .that()
                .resideInAPackage(SCANNER)
                .and()
                .resideOutsideOfPackage(GIT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.eclipse.jgit.transport..",
                        "org.eclipse.jgit.api..",
                        "org.apache.sshd..",
                        "java.net.http..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.net.URLConnection")
                .orShould()
                .callMethodWhere(describe(
                        "a URL is made or opened",
                        call -> call.getTargetOwner().isEquivalentTo(URL.class)
                                && !call.getName().equals("toURI")))
                .orShould()
                .callConstructorWhere(
                        describe("a URL is made", call -> call.getTargetOwner().isEquivalentTo(URL.class)))
                .because("every address of a Git URL is checked in one place")
                .check(CLASSES);
    }

    @Test
    void onlyRestKnowsJersey() {
        noClasses()
                .that()
                .resideOutsideOfPackage(REST)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.ws.rs..", "org.glassfish.jersey..")
                .because("the other transports have no need of it")
                .check(CLASSES);
    }

    @Test
    void whatShowsScansKnowsNoJedis() {
        noClasses()
                .that()
                .resideInAnyPackage(DOCUMENT, SETTINGS, SESSION, WEB, WEBSOCKET, SSE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("redis.clients..")
                .because("clients get what the hub gives; Redis is the hub's and the stores' business")
                .check(CLASSES);
    }

    @Test
    void onlyMetricsKnowMicrometer() {
        noClasses()
                .that()
                .resideOutsideOfPackages(METRICS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micrometer..", "io.prometheus..")
                .because("parts count for themselves, and who reads it is another's business")
                .check(CLASSES);
    }

    @Test
    void onlyTheLauncherReadsTheEnvironment() {
        noClasses()
                .that()
                .resideOutsideOfPackages(LAUNCHER, TESTKIT)
                .should()
                .callMethodWhere(describe(
                        "the environment is read",
                        call -> call.getTargetOwner().isEquivalentTo(System.class)
                                && call.getName().equals("getenv")))
                .because("everything else is given its settings, and can be embedded and tested")
                .check(CLASSES);
    }

    @Test
    void onlyTheLauncherHasAMain() {
        methods()
                .that()
                .haveName("main")
                .and()
                .areStatic()
                .should()
                .beDeclaredInClassesThat()
                .resideInAPackage(LAUNCHER)
                .because("there is one way in")
                .check(CLASSES);
    }

    @Test
    void onlyTheLauncherEndsTheProcess() {
        noClasses()
                .that()
                .resideOutsideOfPackage(LAUNCHER)
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .because("who embeds a part decides when its process ends")
                .check(CLASSES);
    }

    @Test
    void onlyTheLauncherWritesToTheTerminal() {
        noClasses()
                .that()
                .resideOutsideOfPackages(LAUNCHER, TESTKIT)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .because("logs go where the operator sends them")
                .check(CLASSES);
    }

    @Test
    void logsGoThroughSlf4j() {
        noClasses()
                .that()
                .resideOutsideOfPackage(LAUNCHER)
                .and(areNot("dev.scancast.gateway.rest.RestTransport"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.apache.logging..", "org.apache.commons.logging..")
                .because("only the launcher bridges other logs, and REST quiets one of Jersey's")
                .check(CLASSES);
    }

    @Test
    void nobodySleeps() {
        noClasses()
                .should()
                .callMethodWhere(describe(
                        "a thread sleeps",
                        call -> call.getTargetOwner().isEquivalentTo(Thread.class)
                                && call.getName().equals("sleep")))
                .because("a wait has a condition or a timer that can be ended")
                .check(CLASSES);
    }

    @Test
    void nothingIsInjectedIntoFields() {
        fields().should()
                .notBeAnnotatedWith("jakarta.inject.Inject")
                .andShould()
                .notBeAnnotatedWith("jakarta.annotation.Resource")
                .andShould()
                .notBeAnnotatedWith("jakarta.ws.rs.core.Context")
                .because("parts are wired by plain new, where one can see it")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes()
                .that()
                .resideInAPackage(OURS)
                .should(satisfy(
                        "be in a package that is @NullMarked",
                        type -> type.getPackage().isAnnotatedWith(NullMarked.class)))
                .because("NullAway looks only at those")
                .check(CLASSES);
    }

    @Test
    void publicIsOnlyWhatAnotherPackageNeeds() {
        classes()
                .that()
                .resideInAPackage(OURS)
                .and()
                .resideOutsideOfPackage(TESTKIT)
                .and()
                .areTopLevelClasses()
                .and()
                .arePublic()
                .and(areNot("dev.scancast.launcher.Main", "dev.scancast.scanner.progress.ProgressPublisher"))
                .should(satisfy("be needed outside its package", PrivilegesTest::isNeededOutside))
                .because("what isn't public can be changed without looking around; the publisher is for other people's"
                        + " scanners, and Jersey, Tyrus and ServiceLoader look for public classes by reflection")
                .check(CLASSES);
    }

    private static boolean isNeededOutside(JavaClass type) {
        return type.isAnnotatedWith("jakarta.ws.rs.Path")
                || type.isAssignableTo("jakarta.websocket.Endpoint")
                || type.isAssignableTo("dev.scancast.scanner.analyzer.Analyzer")
                || type.getDirectDependenciesToSelf().stream()
                        .anyMatch(use -> !use.getOriginClass().getPackageName().equals(type.getPackageName())
                                || isInPublicSignature(use.getOriginClass(), type));
    }

    /** Whether another class of the package, public itself, gives or takes the type. */
    private static boolean isInPublicSignature(JavaClass by, JavaClass type) {
        return !by.equals(type)
                && by.getModifiers().contains(JavaModifier.PUBLIC)
                && by.getCodeUnits().stream()
                        .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
                        .anyMatch(unit -> unit.getRawReturnType().equals(type)
                                || unit.getRawParameterTypes().contains(type));
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .that()
                .resideInAPackage(OURS)
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Impl)(\\$.*)?")
                .orShould()
                .haveNameMatching(".*\\.I[A-Z][a-z]\\w*(\\$.*)?")
                .because("such a name tells nothing")
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> areNot(String... names) {
        return describe("are not " + String.join(" or ", names), type -> {
            for (String name : names) {
                if (type.getName().equals(name) || type.getName().startsWith(name + "$")) {
                    return false;
                }
            }
            return true;
        });
    }

    private static ArchCondition<JavaClass> satisfy(String description, Predicate<JavaClass> predicate) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                events.add(new SimpleConditionEvent(
                        type, predicate.test(type), type.getName() + " does not " + description));
            }
        };
    }
}
