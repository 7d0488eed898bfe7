package dev.scancast.gateway.group;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import dev.scancast.gateway.hub.FanOutLoop;
import dev.scancast.gateway.hub.Hub;
import dev.scancast.gateway.hub.LinkState;
import dev.scancast.gateway.hub.Loop;
import dev.scancast.gateway.hub.ScanNews;
import dev.scancast.gateway.session.ClientSession;
import dev.scancast.gateway.session.Feed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All groups of this gateway: one per batch, however many watch it, and one of all scans. Thread-safe. */
public final class Groups implements AutoCloseable {

    /** The settings that only groups read. */
    public static final List<Setting<?>> CATALOG = GroupSettings.CATALOG;

    private final Hub hub;
    private final LinkState link;
    private final GroupSettings settings;
    private final RedisGroupIndex index;
    private final FanOutLoop loop;

    /** Confined to the loop. */
    private final Map<GroupKey, ScanGroup> groups = new HashMap<>();

    private Groups(Hub hub, LinkState link, GroupSettings settings, RedisGroupIndex index, FanOutLoop loop) {
        this.hub = hub;
        this.link = link;
        this.settings = settings;
        this.index = index;
        this.loop = loop;
    }

    /** Starts its threads. */
    public static Groups start(Hub hub, LinkState link, Redis redis, Settings settings) {
        GroupSettings own = GroupSettings.from(settings);
        RedisGroupIndex index = RedisGroupIndex.start(redis, own.history());
        Groups groups = new Groups(hub, link, own, index, new FanOutLoop("scancast-groups"));
        groups.loop.start();
        hub.listen(groups.new News());
        return groups;
    }

    /** Feeds that show this group; who it is may be settled as late as a feed joins. */
    public Feed.Factory feeds(Supplier<GroupKey> key, ClientSession.Options options) {
        return session -> new GroupFeed(this, key, options, session);
    }

    @Override
    public void close() {
        index.close();
        loop.close();
    }

    /** What every group is confined to. */
    Loop loop() {
        return loop;
    }

    /** The one group of this key. Callable on the loop. */
    ScanGroup group(GroupKey key) {
        ScanGroup known = groups.get(key);
        if (known != null) {
            return known;
        }
        ScanGroup made = new ScanGroup(key, loop, hub, index, settings, link.isUp(), () -> groups.remove(key));
        groups.put(key, made);
        made.begin();
        return made;
    }

    /** Hands what the link tells to the loop. */
    private final class News implements ScanNews {
        @Override
        public void onUp() {
            onAll(ScanGroup::onLinkUp);
        }

        @Override
        public void onNewScan(ScanId scan) {
            loop.execute(() -> {
                ScanGroup all = groups.get(GroupKey.ALL);
                if (all != null) {
                    all.onNewScan(scan);
                }
                if (groups.keySet().stream().anyMatch(key -> key.owner() != null)) {
                    index.readOwner(scan, owner -> loop.execute(() -> showOwner(scan, owner)));
                }
            });
        }

        private void showOwner(ScanId scan, String owner) {
            ScanGroup own = groups.get(GroupKey.allOf(owner));
            if (own != null) {
                own.onNewScan(scan);
            }
        }

        @Override
        public void onDown() {
            onAll(ScanGroup::onLinkDown);
        }

        private void onAll(Consumer<ScanGroup> action) {
            loop.execute(() -> List.copyOf(groups.values()).forEach(action));
        }
    }
}
