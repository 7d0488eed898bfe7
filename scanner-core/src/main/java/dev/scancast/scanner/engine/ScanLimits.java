package dev.scancast.scanner.engine;

import dev.scancast.scanner.report.ReportBuilder;

/**
 * How much of a machine one scan may take.
 *
 * @param threads that read files, 1 to 64
 * @param maxFileBytes a larger file is not read; each thread may hold one of that size in memory
 * @param maxFiles a repository with more is not scanned; each takes about 200 bytes of memory
 * @param maxFindings so many findings stand in a report, the worst; each takes up to 3 KiB of memory
 */
public record ScanLimits(int threads, long maxFileBytes, int maxFiles, int maxFindings) {

    /** Two threads, 8 MiB, a million files. */
    public static final ScanLimits DEFAULT = new ScanLimits(2, 8L << 20, 1_000_000);

    /** The largest {@link #maxFileBytes}: what an array takes, with room to spare. */
    public static final long MAX_FILE_BYTES = 1L << 30;

    /** With {@link ReportBuilder#MOST_FINDINGS}. */
    public ScanLimits(int threads, long maxFileBytes, int maxFiles) {
        this(threads, maxFileBytes, maxFiles, ReportBuilder.MOST_FINDINGS);
    }

    public ScanLimits {
        if (threads < 1 || threads > 64) {
            throw new IllegalArgumentException("threads must be 1 to 64, got " + threads);
        }
        if (maxFileBytes < 1 || maxFileBytes > MAX_FILE_BYTES) {
            throw new IllegalArgumentException("maxFileBytes must be 1 to " + MAX_FILE_BYTES + ", got " + maxFileBytes);
        }
        if (maxFiles < 1) {
            throw new IllegalArgumentException("maxFiles must be positive, got " + maxFiles);
        }
        if (maxFindings < 1) {
            throw new IllegalArgumentException("maxFindings must be positive, got " + maxFindings);
        }
    }

    /** The same with another number of threads. */
    public ScanLimits withThreads(int count) {
        return new ScanLimits(count, maxFileBytes, maxFiles, maxFindings);
    }
}
