package dev.scancast.gateway.rest;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.scancast.contract.document.ScanStatus;
import java.util.List;

/**
 * How far a batch is, by its scans' own documents; failures count as processed.
 *
 * @param processed those that have ended, however they did
 */
@JsonPropertyOrder({"total", "processed", "success", "errors", "canceled"})
record BatchCounts(int total, int processed, int success, int errors, int canceled) {

    static BatchCounts of(List<KnownScan> scans) {
        int success = count(scans, ScanStatus.COMPLETED);
        int errors = count(scans, ScanStatus.ERROR);
        int canceled = count(scans, ScanStatus.CANCELED);
        return new BatchCounts(scans.size(), success + errors + canceled, success, errors, canceled);
    }

    private static int count(List<KnownScan> scans, ScanStatus end) {
        return (int) scans.stream().filter(scan -> scan.end() == end).count();
    }

    @JsonIgnore
    boolean isComplete() {
        return processed == total;
    }
}
