package dev.scancast.gateway.group;

import dev.scancast.gateway.hub.Loop;
import dev.scancast.gateway.session.ClientSession;
import dev.scancast.gateway.session.CloseCode;
import dev.scancast.gateway.session.Feed;
import dev.scancast.gateway.session.Message;
import dev.scancast.gateway.session.Protocol;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Many scans, for one client. Confined to the groups' loop, but for what {@link Feed} lets any thread call. */
final class GroupFeed implements Feed {
    private final Groups groups;
    private final Supplier<GroupKey> key;
    private final ClientSession.Options options;
    private final ClientSession session;
    private @Nullable ScanGroup group;
    private Loop.@Nullable Timer patience;
    private boolean given;

    GroupFeed(Groups groups, Supplier<GroupKey> key, ClientSession.Options options, ClientSession session) {
        this.groups = groups;
        this.key = key;
        this.options = options;
        this.session = session;
    }

    @Override
    public Loop loop() {
        return groups.loop();
    }

    @Override
    public void join() {
        loop().execute(() -> {
            ScanGroup joined = groups.group(key.get());
            group = joined;
            joined.join(this);
        });
    }

    @Override
    public void leave() {
        stopWaiting();
        if (group != null) {
            group.leave(this);
        }
    }

    @Override
    public byte @Nullable [] newest(Protocol protocol) {
        GroupMessage snapshot = group == null ? null : group.snapshot();
        return snapshot == null ? null : snapshot.framed(protocol);
    }

    @Override
    public String name() {
        return key.get().toString();
    }

    // ---- what the group gives

    /** Calls the task when the client won't wait longer for what isn't known. */
    void waitThen(Duration more, Runnable task) {
        stopWaiting();
        patience = loop().schedule(options.patience().plus(more), task);
    }

    void stopWaiting() {
        if (patience != null) {
            patience.cancel();
            patience = null;
        }
    }

    boolean isImpatient() {
        return options.patience().isZero();
    }

    @Nullable
    String lastEventId() {
        return options.lastEventId();
    }

    void give(GroupMessage message) {
        given = true;
        session.offer(1, message::framed);
    }

    void tell(Message message) {
        session.tell(message);
    }

    /** The batch has ended; the client is given its last snapshot unless it has it from before. */
    void end(GroupMessage last) {
        if (given || !GroupState.END_ID.equals(options.lastEventId())) {
            give(last);
        }
        session.end(CloseCode.ENDED, "completed");
    }

    void endUnknown() {
        session.end(CloseCode.NOT_FOUND, "batch_not_found");
    }

    void endUnreadable() {
        session.end(CloseCode.UNREADABLE, "status_unreadable");
    }
}
