package dev.scancast.bench;

import dev.scancast.scanner.engine.structure.FileStructure;
import dev.scancast.scanner.engine.structure.Language;
import dev.scancast.scanner.engine.structure.StructuralLexer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The structural lexer over one source of about 80 KB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LexerBenchmark {
    private final byte[] source = Sample.javaSource();

    @Benchmark
    public FileStructure java() {
        return StructuralLexer.analyze(Language.JAVA, source, source.length);
    }
}
