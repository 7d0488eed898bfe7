package dev.scancast.scanner.report;

/** What a scan found. */
public record ScanReport(String repository, long files, long nodes, long lines, long bytes, long fileErrors) {}
