package dev.scancast.scanner.engine;

import dev.scancast.scanner.analyzer.FileAnalyzer;
import dev.scancast.scanner.analyzer.FileContent;
import dev.scancast.scanner.analyzer.FileResult;
import dev.scancast.scanner.analyzer.StopSignal;
import dev.scancast.scanner.engine.structure.FileStructure;
import dev.scancast.scanner.engine.structure.Language;
import dev.scancast.scanner.engine.structure.NodeCounts;
import dev.scancast.scanner.engine.structure.NodeKind;
import dev.scancast.scanner.engine.structure.NodeVisitor;
import dev.scancast.scanner.engine.structure.StructuralLexer;
import dev.scancast.scanner.report.Lines;
import java.util.List;
import java.util.Optional;

/** The analyzer that is built in: counts declarations and lines. Takes every file. Thread-safe. */
public final class StructureAnalyzer implements FileAnalyzer {

    /** Its name. */
    public static final String NAME = "structure";

    /** How many nodes lie between two looks at whether to stop. */
    private static final int NODES_PER_CHECK = 1024;

    private static final String VERSION = CodeDigest.of(StructureAnalyzer.class);

    /** For {@link java.util.ServiceLoader}. */
    public StructureAnalyzer() {}

    @Override
    public String name() {
        return NAME;
    }

    /** Told by the code itself, so that no change to a lexer can be forgotten here. */
    @Override
    public String version() {
        return VERSION;
    }

    @Override
    public List<String> fileTypes() {
        return List.of();
    }

    @Override
    public boolean isDefault() {
        return true;
    }

    @Override
    public Optional<String> cacheKey(String path) {
        return Optional.of(TextFile.nameOf(path));
    }

    @Override
    public FileResult analyze(FileContent file, StopSignal stop) {
        byte[] bytes = file.bytes();
        int length = file.length();
        if (TextFile.isBinary(bytes, length)) {
            return new FileResult(TextFile.BINARY, Lines.NONE, NodeCounts.NONE, 0, List.of());
        }
        Optional<Language> language = Language.ofFileName(file.path());
        if (language.isEmpty()) {
            Lines lines = TextFile.lines(bytes, length);
            return new FileResult(TextFile.nameOf(file.path()), lines, NodeCounts.NONE, 0, List.of());
        }
        FileStructure structure = StructuralLexer.analyze(language.get(), bytes, length, new NowAndThen(stop));
        return new FileResult(
                language.get().displayName(),
                Lines.of(structure.lines()),
                structure.nodes(),
                structure.tags(),
                List.of());
    }

    /** Looks now and then whether to stop. Confined to one file. */
    private static final class NowAndThen implements NodeVisitor {
        private final StopSignal stop;
        private int nodes;

        NowAndThen(StopSignal stop) {
            this.stop = stop;
        }

        @Override
        public void node(NodeKind kind, int line, boolean local, byte[] source, int start, int end) {
            if (++nodes % NODES_PER_CHECK == 0) {
                stop.check();
            }
        }
    }
}
