package dev.scancast.gateway.fleet;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One look after another at the live scans. What stands or is held is left alone. A scan that waits is kept from
 * running out, and told where it stands; one that waits in no place is queued again. One that had begun and that nobody
 * holds is queued again if a worker is there, else ended; so is what no worker could go on with. Confined to one thread.
 */
final class Sweep {

    /** So many scans are read in one round trip. */
    private static final int CHUNK = 500;

    /** An id of which Redis has nothing else for so long is forgotten: whoever was to write it is gone. */
    private static final Duration FORGET = Duration.ofSeconds(60);

    private static final ScanRescue.End CANCELED = new ScanRescue.End(null, "Canceled");
    private static final ScanRescue.End NO_WORKER_LEFT =
            new ScanRescue.End("worker_lost", "The worker was lost while it scanned, and no other is connected");
    private static final ScanRescue.End PROGRAM_LOST =
            new ScanRescue.End("worker_lost", "The program that ran this scan was lost");

    private final Redis redis;
    private final ScanRescue rescue;
    private final FleetSettings settings;
    private final Duration pace;
    private final Map<ScanId, Sighting> sightings = new HashMap<>();
    private Workforce workforce;
    private long calmAt;

    // Of the present look.
    private long now;
    private int documentsLeft;
    private @Nullable QueueView queue;

    Sweep(Redis redis, ScanRescue rescue, FleetSettings settings, long now) {
        this.redis = redis;
        this.rescue = rescue;
        this.settings = settings;
        this.workforce = new Workforce(redis, now);
        this.calmAt = now + redis.settings().leaseTtl().toNanos(); // Redis may have been away before
        Duration quarter = redis.settings().statusTtl().dividedBy(4);
        this.pace = settings.tell().compareTo(quarter) < 0 ? settings.tell() : quarter;
    }

    /** Another gateway sweeps: what is remembered here grows old. */
    void forget(long at) {
        sightings.clear();
        workforce = new Workforce(redis, at);
    }

    /** Redis was away, and leases ran out that their holders take again as soon as they can: they are given the time. */
    void disturbed(long at) {
        forget(at);
        calmAt = at + redis.settings().leaseTtl().toNanos();
    }

    /** @throws redis.clients.jedis.exceptions.JedisException if Redis can't be reached */
    void run(long at) {
        now = at;
        documentsLeft = settings.documents();
        queue = null;
        workforce.look(now);
        List<ScanId> due = due();
        for (int from = 0; from < due.size(); from += CHUNK) {
            ScanFacts.read(redis, due.subList(from, Math.min(due.size(), from + CHUNK)))
                    .forEach(this::look);
        }
    }

    private List<ScanId> due() {
        List<ScanId> live = redis.commands().zrange(ScanKeys.LIVE, 0, -1).stream()
                .filter(ScanId::isValid)
                .map(ScanId::new)
                .toList();
        sightings.keySet().retainAll(new HashSet<>(live));
        List<ScanId> due = new ArrayList<>();
        for (ScanId scan : live) {
            Sighting seen = sightings.computeIfAbsent(scan, id -> new Sighting(now));
            if (workforce.hasChanged() || seen.isDue(pace, now)) {
                due.add(scan);
            }
        }
        return due;
    }

    private void look(ScanFacts facts) {
        Sighting seen = sightings.computeIfAbsent(facts.scan(), id -> new Sighting(now));
        seen.examined(now);
        if (facts.hasEnded()) {
            rescue.enterHistory(
                    facts.scan(),
                    facts.document() == null ? null : facts.document().startedAt());
            rescue.leaveLive(facts.scan());
        } else if (facts.isHeld() || facts.isForeign()) {
            seen.isWell();
        } else if (facts.isUnknown()) {
            if (seen.isKnownFor(FORGET, now)) {
                rescue.leaveLive(facts.scan());
            }
        } else if (facts.isCancelRequested()) {
            rescue.end(facts, CANCELED, queue().entries(facts.scan().value()));
        } else if (facts.isQueued()) {
            lookAtWaiting(facts, seen);
        } else if (seen.isSuspectFor(settings.grace(), now) && now - calmAt >= 0) {
            abandoned(facts, seen);
        }
    }

    private void lookAtWaiting(ScanFacts facts, Sighting seen) {
        String scan = facts.scan().value();
        if (queue().isQueued(scan) || queue().isBacklogged(scan)) {
            seen.isWell();
            if (facts.statusLifeMillis() >= 0 && facts.statusLifeMillis() < mostLife() * 3 / 4) {
                rescue.keepAlive(facts.scan());
            }
            tell(facts, seen);
        } else if (seen.isSuspectFor(settings.grace(), now)) {
            queueAgain(facts, seen, WaitingMessage.of(queue(), scan, workforce.isHeard()));
        }
    }

    private long mostLife() {
        return redis.settings().statusTtl().toMillis();
    }

    private void tell(ScanFacts facts, Sighting seen) {
        String current = facts.document() == null ? null : facts.document().message();
        String message = WaitingMessage.of(queue(), facts.scan().value(), workforce.isHeard(), current);
        if (message.equals(current)) {
            if (seen.mayBeTold(pace, now)) {
                seen.waits();
            }
        } else if (documentsLeft > 0 && (current == null || seen.mayBeTold(tellPace(message, current), now))) {
            documentsLeft--;
            rescue.tellQueued(facts, message);
            seen.told(now);
            seen.waits();
        }
    }

    /** Where a scan stands may wait; whether anybody will ever scan it is told at once. */
    private Duration tellPace(String message, String current) {
        return WaitingMessage.isAboutWorkers(message, current) ? Duration.ZERO : settings.tell();
    }

    private void abandoned(ScanFacts facts, Sighting seen) {
        if (!facts.mayBeQueued()) {
            rescue.end(facts, PROGRAM_LOST, List.of());
        } else if (workforce.isThere()) {
            queueAgain(facts, seen, WaitingMessage.AFTER_LOSS);
        } else if (workforce.isGoneFor(settings.grace(), now)) {
            rescue.end(facts, NO_WORKER_LEFT, queue().entries(facts.scan().value()));
        }
    }

    private void queueAgain(ScanFacts facts, Sighting seen, String message) {
        if (!rescue.tellQueued(facts, message)) {
            return;
        }
        rescue.counts().scanQueuedAgain();
        rescue.logWaiting(facts, message);
        String scan = facts.scan().value();
        if (!queue().isQueued(scan)) {
            rescue.enqueue(facts, queue().entries(scan));
        }
        seen.isWell();
        seen.told(now);
    }

    /** Read when it is first needed in a look. */
    private QueueView queue() {
        QueueView view = queue;
        if (view == null) {
            view = QueueView.read(redis);
            queue = view;
        }
        return view;
    }
}
