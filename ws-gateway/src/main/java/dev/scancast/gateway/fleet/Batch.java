package dev.scancast.gateway.fleet;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A batch as it stands in Redis from the moment it was accepted.
 *
 * @param scans one for each of the request's repositories, in the same order
 * @param owner the subject it belongs to, empty for nobody
 * @param createdAt when it was asked for
 */
public record Batch(BatchRequest request, List<ScanId> scans, String owner, Instant createdAt) {

    public Batch {
        scans = List.copyOf(scans);
        if (scans.size() != request.repositories().size()) {
            throw new IllegalArgumentException(
                    scans.size() + " scans of " + request.repositories().size() + " repositories");
        }
    }

    Map<ScanId, ScanRequest> requests() {
        Map<ScanId, ScanRequest> requests = new LinkedHashMap<>();
        for (int i = 0; i < scans.size(); i++) {
            requests.put(scans.get(i), request.scan(request.repositories().get(i)));
        }
        return requests;
    }

    /** Its scans in order, each with its title, which is empty where there is none. */
    public Map<ScanId, String> titles() {
        Map<ScanId, String> titles = new LinkedHashMap<>();
        for (int i = 0; i < scans.size(); i++) {
            String title = request.repositories().get(i).title();
            titles.put(scans.get(i), title == null ? "" : title);
        }
        return titles;
    }
}
