package dev.scancast.gateway.hub;

import static dev.scancast.gateway.hub.Interleavings.SETTINGS;
import static dev.scancast.gateway.hub.Interleavings.counted;
import static dev.scancast.gateway.hub.Interleavings.foreign;
import static dev.scancast.gateway.hub.Interleavings.versioned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.gateway.hub.Interleavings.World;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The promise to watchers holds in every order of what is under way; each scenario is searched whole. */
class HubInterleavingsTest {
    @Test
    void versionedDocumentsReachEveryWatcherInOrderWhateverArrivesFirst() {
        int runs = explore(world -> {
            world.publisher(
                    () -> world.setAndPublish(versioned(1, 1, "scanning")),
                    () -> world.setAndPublish(versioned(1, 2, "scanning")),
                    () -> world.setAndPublish(versioned(1, 3, "completed")));
            world.joiner();
            world.joiner();
            world.losesNothing();
        });
        assertThat(runs).isGreaterThan(10_000);
    }

    /** The answer of the first read overtook messages under way behind one that had come already, and hid them. */
    @Test
    void theFirstReadNeverOvertakesWhatIsUnderWay() {
        int runs = explore(world -> {
            world.publisher(
                    () -> world.setAndPublish(versioned(1, 1, "scanning")),
                    () -> world.setAndPublish(versioned(1, 2, "scanning")),
                    () -> world.setAndPublish(versioned(1, 3, "scanning")),
                    () -> world.setAndPublish(versioned(1, 4, "completed")));
            world.joiner();
            world.losesNothing();
        });
        assertThat(runs).isGreaterThan(1_000);
    }

    @Test
    void versionedDocumentsSurviveALinkThatIsLostAnywhere() {
        int runs = explore(world -> {
            world.publisher(
                    () -> world.setAndPublish(versioned(1, 1, "scanning")),
                    () -> world.setAndPublish(versioned(1, 2, "completed")));
            world.joiner();
            world.linkLoss();
        });
        assertThat(runs).isGreaterThan(1_000);
    }

    @Test
    void aTakeoverInANewEpochIsNeverMixedWithWhatTheOldWorkerStillSays() {
        explore(world -> {
            world.publisher(
                    () -> world.setAndPublish(versioned(1, 1, "scanning")),
                    () -> world.setAndPublish(versioned(2, 2, "scanning")),
                    () -> world.onlyPublish(versioned(1, 2, "scanning")),
                    () -> world.setAndPublish(versioned(2, 3, "completed")));
            world.joiner();
        });
    }

    @Test
    void documentsWithoutSeqAreOrderedByTheMarker() {
        int runs = explore(world -> {
            world.publisher(
                    () -> world.redis.set(foreign(1, "running")),
                    () -> world.redis.publish(foreign(1, "running")),
                    () -> world.redis.set(foreign(2, "running")),
                    () -> world.redis.publish(foreign(2, "running")),
                    () -> world.redis.set(foreign(3, "finished")),
                    () -> world.redis.publish(foreign(3, "finished")));
            world.joiner();
            world.losesNothing();
        });
        assertThat(runs).isGreaterThan(1_000);
    }

    @Test
    void aPublisherThatPublishesBeforeItSetsLosesNothingForLong() {
        explore(world -> {
            world.publisher(
                    () -> world.redis.publish(foreign(1, "running")),
                    () -> world.redis.set(foreign(1, "running")),
                    () -> world.redis.publish(foreign(2, "finished")),
                    () -> world.redis.set(foreign(2, "finished")));
            world.joiner();
        });
    }

    @Test
    void aForeignPublisherThatBeginsAgainAtOneIsFollowed() {
        explore(world -> {
            world.mayBeginAgain = true;
            world.publisher(
                    () -> world.setAndPublish(counted(7, "running")),
                    () -> world.setAndPublish(counted(1, "running")),
                    () -> world.setAndPublish(counted(2, "finished")));
            world.joiner();
        });
    }

    @Test
    void oneWhoLeavesDisturbsNobody() {
        explore(world -> {
            world.publisher(
                    () -> world.setAndPublish(versioned(1, 1, "scanning")),
                    () -> world.setAndPublish(versioned(1, 2, "completed")));
            world.joiner();
            world.visitor();
        });
    }

    @Test
    void whatIsUnderWayForASubscriptionThatHasEndedNeverCountsForTheNext() {
        int runs = explore(world -> {
            world.publisher(
                    () -> world.setAndPublish(foreign(1, "running")),
                    () -> world.setAndPublish(foreign(2, "finished")));
            world.visitorWhoseSubscriptionEnds();
            world.joiner();
        });
        assertThat(runs).isGreaterThan(1_000);
    }

    /**
     * The answer of the second read comes by another connection than messages do, and overtook those that were under
     * way: a watcher saw the newer document, then the older one, then the newer one again.
     */
    @Test
    void theSecondReadNeverOvertakesWhatIsUnderWay() {
        int runs = explore(world -> {
            world.publisher(
                    () -> world.setAndPublish(foreign(1, "running")),
                    () -> world.setAndPublish(foreign(2, "running")),
                    () -> world.setAndPublish(foreign(3, "finished")));
            world.joiner();
            world.passOfTime(SETTINGS.secondRead());
            world.losesNothing();
        });
        assertThat(runs).isGreaterThan(1_000);
    }

    @Test
    void documentsWithoutSeqSurviveALinkThatIsLostAnywhere() {
        int runs = explore(world -> {
            world.publisher(
                    () -> world.setAndPublish(foreign(1, "running")),
                    () -> world.setAndPublish(foreign(2, "finished")));
            world.joiner();
            world.linkLoss();
        });
        assertThat(runs).isGreaterThan(1_000);
    }

    @Test
    void aTakeoverSurvivesALinkThatIsLostAnywhere() {
        int runs = explore(world -> {
            world.publisher(
                    () -> world.setAndPublish(versioned(1, 1, "scanning")),
                    () -> world.setAndPublish(versioned(2, 2, "completed")),
                    () -> world.publishWithoutRight(versioned(1, 3, "scanning"), versioned(2, 2, "completed")));
            world.joiner();
            world.linkLoss();
        });
        assertThat(runs).isGreaterThan(1_000);
    }

    @Test
    void whoeverJoinsOrLeavesWhileTheLinkIsLostDisturbsNobody() {
        int runs = explore(world -> {
            world.publisher(() -> world.setAndPublish(versioned(1, 1, "completed")));
            world.joiner();
            world.visitor();
            world.linkLoss();
        });
        assertThat(runs).isGreaterThan(1_000);
    }

    @Test
    void anEndWhosePublishWasLostIsFound() {
        int runs = explore(world -> {
            world.publisher(
                    () -> world.setAndPublish(versioned(1, 1, "scanning")),
                    () -> world.setWithoutPublish(versioned(1, 2, "completed")));
            world.joiner();
            world.joiner();
        });
        assertThat(runs).isGreaterThan(100);
    }

    @Test
    void anEndIsFoundThoughTheLinkIsLostTwice() {
        int runs = explore(world -> {
            world.publisher(() -> world.setAndPublish(versioned(1, 1, "completed")));
            world.joiner();
            world.linkLoss(2);
        });
        assertThat(runs).isGreaterThan(1_000);
    }

    @Test
    void aScanSurvivesARedisThatComesBackEmpty() {
        int runs = explore(world -> {
            world.publisher(
                    () -> world.setAndPublish(versioned(1, 1, "scanning")),
                    () -> world.setAndPublish(versioned(1, 2, "completed")));
            world.redisComesBackEmpty(versioned(1, 2, "completed"));
            world.joiner();
        });
        assertThat(runs).isGreaterThan(1_000);
    }

    /** Nothing of the new beginning came by the channel, so only the status tells it: its end was missed for ever. */
    @Test
    void aForeignPublisherThatBeginsAgainWhileTheLinkIsLostIsFollowed() {
        int runs = explore(world -> {
            world.mayBeginAgain = true;
            world.publisher(
                    () -> world.setAndPublish(counted(7, "running")),
                    () -> world.setAndPublish(counted(1, "running")),
                    () -> world.setAndPublish(counted(2, "finished")));
            world.joiner();
            world.linkLoss();
        });
        assertThat(runs).isGreaterThan(1_000);
    }

    private static int explore(Consumer<World> scenario) {
        Interleavings.Result result = Interleavings.explore(Set.of(), scenario);
        assertThat(result.violated()).as(result.example()).isZero();
        return result.runs();
    }
}
