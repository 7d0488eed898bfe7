package dev.scancast.bench;

import dev.scancast.contract.document.DocumentRejectedException;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.WireDocument;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A document: written by a scanner, read by a gateway that relays it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    private final ProgressDocument document = Sample.document(42);
    private final byte[] bytes = Sample.bytes(42);

    /** What the scanner does per document. */
    @Benchmark
    public byte[] write() {
        return Json.write(document);
    }

    /** What the gateway does per document, however many watch. */
    @Benchmark
    public WireDocument read() throws DocumentRejectedException {
        return WireDocument.parse(Sample.SCAN, bytes);
    }
}
