package dev.scancast.scanner.analyzer;

import java.io.IOException;

/** An analyzer that goes through the files by itself, such as one that calls another program. */
public non-sealed interface TreeAnalyzer extends Analyzer {

    /**
     * Analyzes all files of the scan that are of its types; not called where there are none. Runs on the scan's own
     * thread, which is interrupted where nothing is heard of it for too long: call {@link TreeAnalysis#alive} while
     * something else works.
     *
     * @throws AnalyzerFailedException if it can't go on; what it found before stays
     * @throws IOException the same
     */
    void analyze(TreeAnalysis analysis) throws AnalyzerFailedException, IOException;
}
