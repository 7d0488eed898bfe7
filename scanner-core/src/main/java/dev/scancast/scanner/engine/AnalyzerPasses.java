package dev.scancast.scanner.engine;

import dev.scancast.scanner.analyzer.Analyzer;
import dev.scancast.scanner.analyzer.AnalyzerFailedException;
import dev.scancast.scanner.analyzer.FileAnalyzer;
import dev.scancast.scanner.analyzer.TreeAnalyzer;
import dev.scancast.scanner.report.ScanReport;
import dev.scancast.scanner.source.FailureReason;
import dev.scancast.scanner.source.FileTypeFilter;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The second phase: one analyzer after the other, each with the files of its types. Confined to the scan's thread. */
final class AnalyzerPasses {
    private static final Logger LOG = LoggerFactory.getLogger(AnalyzerPasses.class);

    private final ScanContext context;

    AnalyzerPasses(ScanContext context) {
        this.context = context;
    }

    /**
     * How an analyzer ended.
     *
     * @param failure null if it is well
     */
    private record Outcome(
            String version, long cachedFiles, @Nullable String failure) {}

    /**
     * Runs them all.
     *
     * @throws ScanCanceledException if the scan is to stop, or the calling thread was interrupted, whose flag is set then
     * @throws ScanFailedException if an analyzer failed that is required
     */
    void run() {
        context.task().analyzers().forEach(this::run);
    }

    private void run(Analyzer analyzer) {
        context.stop().check();
        int[] files = filesOf(analyzer);
        long bytes = IntStream.of(files).mapToLong(i -> context.file(i).bytes()).sum();
        context.announcer().tell(new ScanEvent.AnalyzerStarted(analyzer.name(), files.length, bytes));
        long begun = System.nanoTime();
        Outcome outcome = analyzer instanceof FileAnalyzer fileAnalyzer
                ? new Outcome(analyzer.version(), new FileScans(context, fileAnalyzer, files).run(), null)
                : analyzeTree((TreeAnalyzer) analyzer, files);
        Duration time = Duration.ofNanos(System.nanoTime() - begun);
        context.report()
                .addAnalyzer(new ScanReport.AnalyzerSummary(
                        analyzer.name(),
                        outcome.version,
                        files.length,
                        outcome.cachedFiles,
                        time.toMillis() / 1000.0,
                        context.report().findingsOf(analyzer.name()),
                        outcome.failure));
        context.announcer().tell(new ScanEvent.AnalyzerEnded(analyzer.name(), time, outcome.failure));
        if (outcome.failure != null && analyzer.isRequired()) {
            throw new ScanFailedException(
                    "analyzer_failed", "Analyzer " + analyzer.name() + " failed: " + outcome.failure, null);
        }
    }

    private int[] filesOf(Analyzer analyzer) {
        FileTypeFilter filter = new FileTypeFilter(analyzer.fileTypes());
        return IntStream.range(0, context.found().files().size())
                .filter(i -> filter.accepts(context.file(i).relative().toString()))
                .toArray();
    }

    private Outcome analyzeTree(TreeAnalyzer analyzer, int[] files) {
        TreePass pass = new TreePass(context, analyzer, files);
        String failure = files.length == 0 ? null : failure(analyzer, pass);
        return new Outcome(pass.version(), 0, failure);
    }

    private @Nullable String failure(TreeAnalyzer analyzer, TreePass pass) {
        try {
            analyzer.analyze(pass);
            context.stop().check();
            pass.tellLeftOut();
            return null;
        } catch (ScanCanceledException e) {
            throw e;
        } catch (AnalyzerFailedException e) {
            return String.valueOf(e.getMessage());
        } catch (IOException e) {
            return FailureReason.of(e);
        } catch (OutOfMemoryError e) {
            LOG.error(
                    "repository={} analyzer {} ran out of memory",
                    context.task().repository(),
                    analyzer.name(),
                    e);
            return "it needs more memory than the worker has: give the worker more";
        } catch (RuntimeException | Error e) { // one that can't be loaded, too, or whose stack is full
            context.stop().check(); // it may have stumbled over its interrupt
            LOG.warn("repository={} analyzer {} broke", context.task().repository(), analyzer.name(), e);
            return "it broke (" + e.getClass().getSimpleName() + "); the worker's log tells more";
        }
    }
}
