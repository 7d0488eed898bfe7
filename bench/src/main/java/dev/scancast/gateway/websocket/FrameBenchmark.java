package dev.scancast.gateway.websocket;

import dev.scancast.bench.Sample;
import dev.scancast.contract.document.DocumentRejectedException;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.contract.settings.Settings;
import dev.scancast.gateway.session.SessionSettings;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A document as a frame; once for all clients of a scan. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameBenchmark {
    private final WebSocketProtocol protocol;
    private final WireDocument document;

    public FrameBenchmark() {
        try {
            protocol = new WebSocketProtocol(SessionSettings.from(Settings.defaults(SessionSettings.CATALOG)));
            document = WireDocument.parse(Sample.SCAN, Sample.bytes(42));
        } catch (DocumentRejectedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Benchmark
    public byte[] frame() {
        return protocol.frame(document);
    }
}
