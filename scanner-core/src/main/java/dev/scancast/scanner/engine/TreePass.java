package dev.scancast.scanner.engine;

import dev.scancast.contract.document.Json;
import dev.scancast.scanner.analyzer.Finding;
import dev.scancast.scanner.analyzer.TreeAnalysis;
import dev.scancast.scanner.analyzer.TreeAnalyzer;
import dev.scancast.scanner.engine.structure.NodeCounts;
import dev.scancast.scanner.report.Lines;
import dev.scancast.scanner.report.ScannedFile;
import dev.scancast.scanner.source.FoundFile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One run of a {@link TreeAnalyzer}. Confined to the scan's thread. */
final class TreePass implements TreeAnalysis {
    private static final int LONGEST_VERSION = 100;

    private final ScanContext context;
    private final TreeAnalyzer analyzer;
    private final List<FoundFile> files;
    private final Map<Path, Integer> indices = new HashMap<>();
    private long leftOut;
    private String version;

    TreePass(ScanContext context, TreeAnalyzer analyzer, int[] files) {
        this.context = context;
        this.analyzer = analyzer;
        this.version = analyzer.version();
        this.files = IntStream.of(files).mapToObj(context::file).toList();
        IntStream.of(files).forEach(i -> indices.put(context.file(i).relative(), i));
    }

    @Override
    public Path root() {
        return context.found().root();
    }

    @Override
    public List<FoundFile> files() {
        return files;
    }

    /** The analyzer's, or what it told. */
    String version() {
        return version;
    }

    @Override
    public void version(String told) {
        version = Json.text(told, LONGEST_VERSION);
    }

    @Override
    public void started(FoundFile file) {
        context.announcer().tell(new ScanEvent.FileStarted(file.path()));
    }

    @Override
    public void done(FoundFile file) {
        Integer index = indices.get(file.relative());
        if (index == null) {
            throw new IllegalArgumentException(file + " is not one of the files to analyze");
        }
        boolean first = context.coverage().cover(index);
        if (first) {
            context.report()
                    .add(new ScannedFile(
                            file.path(),
                            file.directory(),
                            TextFile.nameOf(file.path()),
                            file.bytes(),
                            Lines.NONE,
                            NodeCounts.NONE,
                            0));
        }
        context.announcer().tell(new ScanEvent.FileScanned(file.path(), file.bytes(), 0, first));
    }

    @Override
    public void found(Finding finding) {
        FoundFile file = file(finding.path());
        if (file == null && finding.path() != null) {
            leftOut++;
            return;
        }
        context.found(analyzer, finding, file == null ? null : file.path());
    }

    private @Nullable FoundFile file(@Nullable String path) {
        if (path == null) {
            return null;
        }
        try {
            Integer index = indices.get(Path.of(path).normalize());
            return index == null ? null : context.file(index);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    @Override
    public void failed(String path, String reason) {
        FoundFile file = file(path);
        if (file == null) {
            leftOut++;
            return;
        }
        String shown = analyzer.name() + ": " + reason;
        context.report().addError(file.path(), shown);
        context.announcer().tell(new ScanEvent.FileFailed(file.path(), 0, false, shown));
    }

    @Override
    public void said(String line) {
        context.announcer().tell(new ScanEvent.AnalyzerSaid(analyzer.name(), line));
    }

    @Override
    public void alive() {
        context.announcer().tell(new ScanEvent.AnalyzerAlive(analyzer.name()));
    }

    @Override
    public boolean isStopped() {
        return context.stop().isStopped();
    }

    @Override
    public void check() {
        context.stop().check();
    }

    /** Says how many findings were about files that are none of the scan's. */
    void tellLeftOut() {
        if (leftOut > 0) {
            said(leftOut + " findings were left out: they are not about files of this scan");
        }
    }
}
