package dev.scancast.scanner.engine;

import dev.scancast.scanner.engine.structure.FileStructure;
import dev.scancast.scanner.engine.structure.Language;
import dev.scancast.scanner.engine.structure.NodeCounts;
import dev.scancast.scanner.engine.structure.NodeVisitor;
import dev.scancast.scanner.engine.structure.StructuralLexer;
import dev.scancast.scanner.report.Lines;
import dev.scancast.scanner.report.ScannedFile;
import dev.scancast.scanner.source.FoundFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Scans one file after the other. Confined to one thread. */
final class FileScanner {

    /** How many nodes lie between two looks at whether to stop. */
    private static final int NODES_PER_CHECK = 1024;

    private final Path root;
    private final StopCheck stop;
    private final FileBuffer buffer;
    private int nodesSinceCheck;

    FileScanner(Path root, ScanLimits limits, StopCheck stop) {
        this.root = root;
        this.stop = stop;
        this.buffer = new FileBuffer(limits.maxFileBytes(), stop);
    }

    /**
     * Scans a file.
     *
     * @throws IOException if it can't be read
     * @throws ScanCanceledException if the scan is to stop
     */
    ScannedFile scan(FoundFile file) throws IOException {
        try {
            buffer.read(root.resolve(file.relative()));
            return look(file, file.path());
        } finally {
            buffer.release();
        }
    }

    private ScannedFile look(FoundFile file, String path) {
        byte[] bytes = buffer.bytes();
        int length = buffer.length();
        if (TextFile.isBinary(bytes, length)) {
            return found(file, path, TextFile.BINARY, length, Lines.NONE, NodeCounts.NONE, 0);
        }
        Optional<Language> language = Language.ofFileName(path);
        if (language.isEmpty()) {
            Lines lines = TextFile.lines(bytes, length);
            return found(file, path, TextFile.languageOf(path), length, lines, NodeCounts.NONE, 0);
        }
        NodeVisitor visitor = (kind, line, local, source, start, end) -> checkNowAndThen();
        FileStructure structure = StructuralLexer.analyze(language.get(), bytes, length, visitor);
        return found(
                file,
                path,
                language.get().displayName(),
                length,
                Lines.of(structure.lines()),
                structure.nodes(),
                structure.tags());
    }

    private void checkNowAndThen() {
        if (++nodesSinceCheck >= NODES_PER_CHECK) {
            nodesSinceCheck = 0;
            stop.check();
        }
    }

    private static ScannedFile found(
            FoundFile file, String path, String language, int length, Lines lines, NodeCounts nodes, int tags) {
        return new ScannedFile(path, file.directory(), language, length, lines, nodes, tags);
    }
}
