package dev.scancast.scanner.engine;

import dev.scancast.scanner.analyzer.FileAnalyzer;
import dev.scancast.scanner.analyzer.FileContent;
import dev.scancast.scanner.analyzer.FileResult;
import dev.scancast.scanner.cache.ContentKey;
import dev.scancast.scanner.cache.RememberedResults;
import dev.scancast.scanner.source.FoundFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Has one file after the other analyzed, or takes what is remembered of it. Confined to one thread. */
final class FileScanner {
    private final FileAnalyzer analyzer;
    private final Path root;
    private final StopCheck stop;
    private final @Nullable RememberedResults remembered;
    private final FileBuffer buffer;
    private final ContentKey.Maker keys = new ContentKey.Maker();

    FileScanner(
            FileAnalyzer analyzer,
            Path root,
            ScanLimits limits,
            StopCheck stop,
            @Nullable RememberedResults remembered) {
        this.analyzer = analyzer;
        this.root = root;
        this.stop = stop;
        this.remembered = remembered;
        this.buffer = new FileBuffer(limits.maxFileBytes(), stop);
    }

    /**
     * What became of a file.
     *
     * @param bytes as it was read
     * @param isRemembered whether the analyzer was spared it
     */
    record Scanned(FileResult result, int bytes, boolean isRemembered) {}

    /**
     * Reads a file, for {@link #scan}.
     *
     * @throws IOException if it can't be read
     * @throws ScanCanceledException if the scan is to stop
     */
    void read(FoundFile file) throws IOException {
        buffer.read(root.resolve(file.relative()));
    }

    /**
     * Scans the file that was read.
     *
     * @throws IOException if the analyzer can't make anything of it
     * @throws ScanCanceledException if the scan is to stop
     */
    Scanned scan(String path) throws IOException {
        FileContent content = new FileContent(path, buffer.bytes(), buffer.length());
        Optional<String> key = remembered == null ? Optional.empty() : analyzer.cacheKey(path);
        return key.isEmpty() || remembered == null ? analyzed(content) : recalled(content, key.get(), remembered);
    }

    /** Lets go of the file that was read. */
    void release() {
        buffer.release();
    }

    private Scanned analyzed(FileContent content) throws IOException {
        return new Scanned(analyzer.analyze(content, stop), content.length(), false);
    }

    private Scanned recalled(FileContent content, String cacheKey, RememberedResults results) throws IOException {
        ContentKey key = keys.of(content.bytes(), content.length(), cacheKey);
        FileResult known = results.get(key);
        if (known != null) {
            return new Scanned(known, content.length(), true);
        }
        Scanned scanned = analyzed(content);
        results.put(key, scanned.result());
        return scanned;
    }
}
