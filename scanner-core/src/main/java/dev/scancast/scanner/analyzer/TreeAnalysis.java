package dev.scancast.scanner.analyzer;

import dev.scancast.scanner.source.FoundFile;
import java.nio.file.Path;
import java.util.List;

/** What a {@link TreeAnalyzer} is to do, and where it tells what it found. Confined to the thread it is given to. */
public interface TreeAnalysis extends StopSignal {

    /** The repository's real path. */
    Path root();

    /** The files of the scan that are of the analyzer's types, never none. */
    List<FoundFile> files();

    /** The version of what does the work, where it is known only now; the report tells it. */
    void version(String version);

    /** A file is being analyzed: people are shown its name. */
    void started(FoundFile file);

    /** A file was analyzed; progress counts these. */
    void done(FoundFile file);

    /** A finding. One in a file that isn't part of the scan (an excluded one, or outside) is left out. */
    void found(Finding finding);

    /**
     * A file can't be analyzed; it counts as a file error.
     *
     * @param path relative to the repository, with slashes
     * @param reason for people
     */
    void failed(String path, String reason);

    /** A line for the scan's log. Only the first few hundred of a scan are kept. */
    void said(String line);

    /** Something works, though nothing else is heard: the scan isn't taken for hung. To be called every second. */
    void alive();
}
