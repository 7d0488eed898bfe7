package dev.scancast.gateway.hub;

import dev.scancast.contract.document.DocumentRejectedException;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.WireDocument;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a scan's documents of what comes from Redis; what can't be relayed is counted. Confined to the scan's loop. */
final class DocumentReader {
    private static final Logger LOG = LoggerFactory.getLogger(DocumentReader.class);

    private final ScanId scan;
    private final HubMetrics metrics;
    private boolean rejectionLogged;

    DocumentReader(ScanId scan, HubMetrics metrics) {
        this.scan = scan;
        this.metrics = metrics;
    }

    /** Null if it is none that can be relayed; the first such one of a scan is logged. */
    @Nullable
    WireDocument parse(byte[] bytes) {
        try {
            return WireDocument.parse(scan, bytes);
        } catch (DocumentRejectedException e) {
            metrics.rejected(e.reason());
            if (!rejectionLogged) {
                rejectionLogged = true;
                LOG.warn(
                        "scan={} dropped what came from Redis: {}; more of this scan's is only counted",
                        scan,
                        e.getMessage());
            }
            return null;
        }
    }

    /** The status, unless the end is remembered where the status is gone or older; null if there is neither. */
    @Nullable
    WireDocument newestOf(StatusReader.StoredStatus stored) {
        WireDocument status = stored.status() == null ? null : parse(stored.status());
        WireDocument terminal = stored.terminal() == null ? null : parse(stored.terminal());
        if (status == null || terminal == null) {
            return status == null ? terminal : status;
        }
        return status.version() == null || isNewer(terminal, status) ? terminal : status;
    }

    private static boolean isNewer(WireDocument document, WireDocument than) {
        var version = document.version();
        var other = than.version();
        return version != null && other != null && version.isNewerThan(other);
    }
}
