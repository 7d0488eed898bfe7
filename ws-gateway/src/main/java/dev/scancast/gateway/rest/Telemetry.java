package dev.scancast.gateway.rest;

import java.time.Duration;

/** Who is told of answers, and tells what was counted. Thread-safe. */
public interface Telemetry {

    /** Everything that was counted, in Prometheus' text format. */
    String scrape();

    /**
     * A request was answered.
     *
     * @param route the template of its address, such as {@code /api/v1/scanner/scan/{scan_id}}, or {@code none}: there are
     *     few, whatever clients ask for
     */
    void answered(String method, String route, int status, Duration took);
}
