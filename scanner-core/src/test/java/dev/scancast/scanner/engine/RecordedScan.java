package dev.scancast.scanner.engine;

import dev.scancast.contract.document.ScanStatus;
import dev.scancast.scanner.analyzer.Analyzer;
import dev.scancast.scanner.cache.ResultCache;
import dev.scancast.scanner.report.ScanReport;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A scan of the real engine with everything it told. Confined to the test's thread once it ran. */
final class RecordedScan {
    private final List<ScanEvent> events = new ArrayList<>();
    private final List<ScanReport> stored = new ArrayList<>();
    private ScanLimits limits = ScanLimits.DEFAULT;
    private CancelSignal cancel = CancelSignal.NEVER;
    private Consumer<ScanEvent> also = event -> {};
    private boolean keepEvents = true;
    private List<Analyzer> analyzers = List.of(new StructureAnalyzer());
    private ResultCache cache;

    RecordedScan analyzers(Analyzer... those) {
        this.analyzers = List.of(those);
        return this;
    }

    RecordedScan cache(ResultCache that) {
        this.cache = that;
        return this;
    }

    RecordedScan limits(ScanLimits those) {
        this.limits = those;
        return this;
    }

    RecordedScan cancel(CancelSignal signal) {
        this.cancel = signal;
        return this;
    }

    /** Does this at each event, on the engine's thread. */
    RecordedScan onEvent(Consumer<ScanEvent> action) {
        this.also = action;
        return this;
    }

    RecordedScan keepNoEvents() {
        this.keepEvents = false;
        return this;
    }

    ScanReport run(Path root) {
        return run(root, List.of(), List.of());
    }

    ScanReport run(Path root, List<String> fileTypes, List<String> excludePatterns) {
        ScanTask task = new ScanTask(root, "test", fileTypes, excludePatterns, analyzers);
        return new ScanEngine(limits, cache, Clock.systemUTC())
                .scan(
                        task,
                        event -> {
                            if (keepEvents) {
                                events.add(event);
                            }
                            also.accept(event);
                        },
                        cancel,
                        report -> {
                            stored.add(report);
                            return true;
                        });
    }

    List<ScanEvent> events() {
        return events;
    }

    List<ScanReport> stored() {
        return stored;
    }

    <E extends ScanEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<ScanStatus> phases() {
        return events(ScanEvent.PhaseStarted.class).stream()
                .map(ScanEvent.PhaseStarted::phase)
                .toList();
    }

    List<String> scannedPaths() {
        return events(ScanEvent.FileScanned.class).stream()
                .map(ScanEvent.FileScanned::path)
                .sorted()
                .toList();
    }

    ScanEvent.FilesCounted counted() {
        return events(ScanEvent.FilesCounted.class).get(0);
    }
}
