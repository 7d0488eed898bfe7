package dev.scancast.gateway.hub;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.ScanKeys;

/** What of a scan is subscribed: a channel each. */
public record Topic(ScanId scan, Kind kind) {

    /** The channels of a scan. */
    public enum Kind {
        PROGRESS,
        LOG
    }

    static Topic progress(ScanId scan) {
        return new Topic(scan, Kind.PROGRESS);
    }

    static Topic log(ScanId scan) {
        return new Topic(scan, Kind.LOG);
    }

    String channel(ScanKeys keys) {
        return switch (kind) {
            case PROGRESS -> keys.progressChannel(scan);
            case LOG -> keys.log(scan);
        };
    }
}
