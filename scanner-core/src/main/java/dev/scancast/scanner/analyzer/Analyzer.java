package dev.scancast.scanner.analyzer;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Something that looks at files. Implement {@link FileAnalyzer} to look at one file after the other, or
 * {@link TreeAnalyzer} to do all of them yourself. A worker finds it by {@link java.util.ServiceLoader} if its jar is on
 * the class path and names the class in {@code META-INF/services/dev.scancast.scanner.analyzer.Analyzer}; the class
 * needs a public constructor without parameters. One object serves all scans of a worker, so it must be thread-safe.
 */
public sealed interface Analyzer permits FileAnalyzer, TreeAnalyzer {

    /** What a name looks like. */
    Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    /** The name by which requests choose it and documents list it; matches {@link #NAME}, and no other has it. */
    String name();

    /**
     * Its version. It must change whenever the same file may be judged differently: results of another version are not
     * taken from the cache.
     */
    String version();

    /** Endings of the names of files that it takes, each with its dot, in any case; empty for all files. */
    List<String> fileTypes();

    /** Its share of the progress, beside the other analyzers' of the scan; positive. */
    default double weight() {
        return 1;
    }

    /** Whether it runs where a request names no analyzers. */
    default boolean isDefault() {
        return false;
    }

    /** Whether a scan fails where this analyzer does; else its failure is told in the report, and the scan goes on. */
    default boolean isRequired() {
        return false;
    }
}
