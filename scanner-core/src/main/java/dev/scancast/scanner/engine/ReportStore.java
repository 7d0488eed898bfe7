package dev.scancast.scanner.engine;

import dev.scancast.scanner.report.ScanReport;

/** Where the engine puts a scan's report. */
@FunctionalInterface
public interface ReportStore {

    /**
     * Stores it. May take a while; throws nothing.
     *
     * @return whether it is there now
     */
    boolean store(ScanReport report);
}
