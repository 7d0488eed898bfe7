package dev.scancast.scanner.analyzer;

import java.io.IOException;
import java.util.Optional;

/** An analyzer to which each file is a world of its own. The engine reads the files, on several threads. */
public non-sealed interface FileAnalyzer extends Analyzer {

    /**
     * Looks at one file. Called on several threads at a time.
     *
     * @param file not to be kept: its bytes are used again
     * @param stop to be checked now and then where a file may take more than a moment; what it throws is let through
     * @throws IOException if this file can't be analyzed: it counts as a file error with the message, and the scan goes
     *     on. So it does after a RuntimeException, which is logged too
     */
    FileResult analyze(FileContent file, StopSignal stop) throws IOException;

    /**
     * What of a file's path its result depends on, beside the content. Files with the same key and content are
     * analyzed once as long as the cache remembers.
     *
     * @param path relative to the repository, with slashes
     * @return by default the whole path; empty if a result must not be kept
     */
    default Optional<String> cacheKey(String path) {
        return Optional.of(path);
    }
}
