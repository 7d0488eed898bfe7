package dev.scancast.scanner.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A walk and what it told. */
final class RecordedWalk implements WalkVisitor {
    static final long NO_LIMIT = Long.MAX_VALUE;

    private final List<FoundFile> files = new ArrayList<>();
    private final Map<String, String> failures = new TreeMap<>();
    private int entries;

    static RecordedWalk of(Path root, String... excludePatterns) throws IOException {
        return of(root, List.of(), List.of(excludePatterns), NO_LIMIT);
    }

    static RecordedWalk of(Path root, List<String> fileTypes, List<String> excludePatterns, long largestFile)
            throws IOException {
        RecordedWalk recorded = new RecordedWalk();
        new RepositoryWalk(root, fileTypes, excludePatterns, largestFile).walk(recorded);
        return recorded;
    }

    /** Sorted. */
    List<String> paths() {
        return files.stream().map(FoundFile::path).sorted().toList();
    }

    List<FoundFile> files() {
        return files;
    }

    /** Reasons by path. */
    Map<String, String> failures() {
        return failures;
    }

    int entries() {
        return entries;
    }

    @Override
    public void onEntry() {
        entries++;
    }

    @Override
    public void onFile(FoundFile file) {
        files.add(file);
    }

    @Override
    public void onFailure(String path, String reason) {
        failures.put(path, reason);
    }
}
