package dev.scancast.gateway.group;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.gateway.hub.Hub;
import dev.scancast.gateway.hub.HubNotice;
import dev.scancast.gateway.hub.Loop;
import dev.scancast.gateway.session.Message;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Scans that are watched together. It is itself a watcher of each of them, so all that the hub promises about one
 * scan's order and end holds here too; it only joins what comes within a tick into one update. Confined to its loop.
 *
 * <p>A group is <em>listed</em> once it was read which scans belong to it, and <em>ready</em> once each of those has
 * said what is known of it: from then on there are revisions, and clients. A batch has ended when all its scans have.
 */
final class ScanGroup {

    /** So many retries a client without patience waits for the first read. */
    private static final int READ_PATIENCE = 5;

    private static final int RUN_LENGTH = 12;

    private final GroupKey key;
    private final Loop loop;
    private final Hub hub;
    private final GroupSettings settings;
    private final Runnable onIdle;
    private final Roster roster;
    private final Trust trust;
    private final Pace pace;
    private final GroupState state;

    private final Map<ScanId, Member> members = new LinkedHashMap<>();
    private final Set<Member> unanswered = new HashSet<>();
    private final Set<Member> dirty = new LinkedHashSet<>();
    private final Set<GroupFeed> watchers = new LinkedHashSet<>();

    private boolean missing;
    private boolean listed;
    private boolean ready;
    private boolean ended;
    private boolean closed;

    /** What was told to the watchers. */
    private boolean degraded;

    private Loop.@Nullable Timer lingering;

    /**
     * A group of which nothing is known yet.
     *
     * @param linkUp whether the link to Redis stands
     * @param onIdle called when nobody has watched for the linger time
     */
    ScanGroup(
            GroupKey key,
            Loop loop,
            Hub hub,
            GroupIndex index,
            GroupSettings settings,
            boolean linkUp,
            Runnable onIdle) {
        this.key = key;
        this.loop = loop;
        this.hub = hub;
        this.settings = settings;
        this.onIdle = onIdle;
        this.roster = new Roster(key, index, loop, settings.retry(), this::onListed);
        this.trust = new Trust(linkUp);
        this.degraded = trust.isDegraded();
        this.pace = new Pace(loop, settings.tick(), this::onPace);
        String run = UUID.randomUUID().toString().replace("-", "").substring(0, RUN_LENGTH);
        this.state = new GroupState(key.batch(), run, settings.resumeBytes());
    }

    /** Begins to read. */
    void begin() {
        roster.read();
    }

    Loop loop() {
        return loop;
    }

    /** All entries as they were told last, null before the first time. */
    @Nullable
    GroupMessage snapshot() {
        return ready ? state.snapshot() : null;
    }

    // ---- watchers

    void join(GroupFeed watcher) {
        if (lingering != null) {
            lingering.cancel();
            lingering = null;
        }
        watchers.add(watcher);
        if (degraded && !ended) {
            watcher.tell(Message.Notice.of(HubNotice.DEGRADED));
        }
        if (ready) {
            welcome(watcher);
        } else if (missing && watcher.isImpatient()) {
            giveUp(watcher);
        } else {
            watcher.waitThen(Duration.ZERO, () -> onPatienceOver(watcher));
        }
    }

    void leave(GroupFeed watcher) {
        if (watchers.remove(watcher)) {
            lingerIfUnwatched();
        }
    }

    private void welcome(GroupFeed watcher) {
        watcher.stopWaiting();
        if (ended) {
            watcher.end(state.snapshot());
            return;
        }
        List<GroupMessage> missed = state.since(watcher.lastEventId());
        if (missed == null) {
            watcher.give(state.snapshot());
        } else {
            missed.forEach(watcher::give);
        }
    }

    private void onPatienceOver(GroupFeed watcher) {
        if (!watchers.contains(watcher) || ready || listed) {
            return; // it is known, and what is known of each scan comes in bounded time
        }
        if (missing) {
            giveUp(watcher);
        } else {
            watcher.waitThen(settings.retry().multipliedBy(READ_PATIENCE), () -> giveUp(watcher));
        }
    }

    private void giveUp(GroupFeed watcher) {
        if (!watchers.contains(watcher) || ready || listed) {
            return;
        }
        if (missing) {
            watcher.endUnknown();
        } else {
            watcher.endUnreadable();
        }
    }

    // ---- which scans there are

    private Duration onListed(long number, Map<ScanId, String> titles) {
        trust.indexWasRead(number);
        Duration next = settings.reread();
        if (!key.isBatch() || !titles.isEmpty()) {
            listed = true;
            missing = false;
            titles.forEach(this::add);
            removeAbsent(number, titles.keySet());
            becomeReady();
        } else if (!listed) {
            missing = true;
            List.copyOf(watchers).stream().filter(GroupFeed::isImpatient).forEach(this::giveUp);
            next = settings.retry();
        }
        // Else the list is gone, not the scans, which are watched on: what is gone of those, each tells.
        settleDegraded();
        return next;
    }

    private void removeAbsent(long number, Set<ScanId> present) {
        for (Member member : List.copyOf(members.values())) {
            if (!present.contains(member.scan()) && member.isOlderThanRead(number) && mayGo(member)) {
                remove(member);
            }
        }
    }

    private void add(ScanId scan, String title) {
        Member member = members.get(scan);
        if (member == null) {
            member = new Member(scan, this, roster.reads());
            members.put(scan, member);
            unanswered.add(member);
            hub.join(scan, member);
        }
        if (member.rename(title) && member.hasAnswered()) {
            changed(member);
        }
    }

    /** All scans there are may lack a live one, since a Redis that came back empty forgot it; a batch says who it is. */
    private boolean mayGo(Member member) {
        return key.isBatch() || member.end() != null || !member.isKnown();
    }

    private void remove(Member member) {
        members.remove(member.scan());
        hub.leave(member.scan(), member);
        unanswered.remove(member);
        trust.isSettled(member);
        dirty.remove(member);
        state.remove(member.scan());
        if (ready) {
            pace.soon();
        }
    }

    /** A scan that is new, whether or not the index was read before it was. */
    void onNewScan(ScanId scan) {
        if (!closed && members.size() < RedisGroupIndex.MOST_SCANS) {
            add(scan, "");
        }
    }

    // ---- what the scans tell

    void onDocument(Member member, WireDocument document) {
        if (isOurs(member)) {
            member.show(document);
            answered(member);
            changed(member);
            if (document.isTerminal()) {
                trust.isSettled(member);
                pace.now();
            }
        }
    }

    /** Nothing is known of the scan, or it can't be read: from now on it is waited for. */
    void onNothing(Member member) {
        if (isOurs(member)) {
            trust.isSettled(member);
            boolean first = !member.hasAnswered();
            answered(member);
            if (first) {
                changed(member);
            }
            hub.join(member.scan(), member);
        }
    }

    void onNotice(Member member, HubNotice notice) {
        if (!isOurs(member)) {
            return;
        }
        if (notice.equals(HubNotice.STATUS_GONE)) {
            member.markGone();
            tell(Message.Notice.of(notice, member.scan()));
        } else if (notice.equals(HubNotice.DEGRADED)) {
            trust.isDegraded(member);
            settleDegraded();
        } else if (notice.equals(HubNotice.RECOVERED)) {
            trust.isSettled(member);
            settleDegraded();
        }
    }

    private boolean isOurs(Member member) {
        return !closed && members.get(member.scan()) == member;
    }

    private void answered(Member member) {
        member.answered();
        if (unanswered.remove(member)) {
            becomeReady();
        }
    }

    private void becomeReady() {
        if (ready || !listed || !unanswered.isEmpty()) {
            return;
        }
        ready = true;
        dirty.addAll(members.values());
        var unused = advance();
        if (!ended) {
            List.copyOf(watchers).forEach(this::welcome);
        }
    }

    // ---- the link

    void onLinkDown() {
        trust.linkIsDown();
        settleDegraded();
    }

    /** What was told meanwhile is lost, so it is read again; the scans see to themselves. */
    void onLinkUp() {
        if (!ended && !closed) {
            trust.linkIsUp(roster.reads() + 1);
            roster.read();
        }
    }

    private void settleDegraded() {
        boolean now = trust.isDegraded();
        if (now == degraded || ended) {
            return;
        }
        flush();
        degraded = now;
        if (!ended) {
            tell(Message.Notice.of(now ? HubNotice.DEGRADED : HubNotice.RECOVERED));
        }
    }

    private void tell(Message message) {
        List.copyOf(watchers).forEach(watcher -> watcher.tell(message));
    }

    // ---- revisions

    private void changed(Member member) {
        dirty.add(member);
        if (ready) {
            pace.soon();
        }
    }

    private void onPace() {
        flush();
        settleDegraded();
    }

    private void flush() {
        GroupMessage update = advance();
        if (update != null && !ended) {
            List.copyOf(watchers).forEach(watcher -> watcher.give(update));
        }
    }

    /** Makes a revision of what changed, and ends the group if that was the last end; null if nothing changed. */
    private @Nullable GroupMessage advance() {
        if (!ready || ended || closed) {
            return null;
        }
        pace.flushed();
        for (Member member : dirty) {
            Map<String, String> entry = member.hasAnswered() ? member.entry(key.isBatch()) : null;
            if (entry != null) {
                state.put(member.scan(), entry);
            }
        }
        dirty.clear();
        Counts counts = key.isBatch() ? Counts.of(members.values()) : null;
        GroupMessage update = state.advance(counts);
        if (counts != null && counts.isComplete() && unanswered.isEmpty()) {
            end();
        }
        return update;
    }

    private void end() {
        ended = true;
        roster.stop();
        pace.stop();
        GroupMessage last = state.lastSnapshot();
        for (GroupFeed watcher : List.copyOf(watchers)) {
            watcher.stopWaiting();
            watcher.end(last);
        }
        lingerIfUnwatched();
    }

    // ---- life

    private void lingerIfUnwatched() {
        if (watchers.isEmpty() && lingering == null && !closed) {
            lingering = loop.schedule(settings.linger(), this::close);
        }
    }

    private void close() {
        lingering = null;
        if (!watchers.isEmpty() || closed) {
            return;
        }
        closed = true;
        roster.stop();
        pace.stop();
        members.values().forEach(member -> hub.leave(member.scan(), member));
        onIdle.run();
    }
}
