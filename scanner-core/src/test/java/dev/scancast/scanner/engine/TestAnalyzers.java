package dev.scancast.scanner.engine;

import dev.scancast.scanner.analyzer.AnalyzerFailedException;
import dev.scancast.scanner.analyzer.FileAnalyzer;
import dev.scancast.scanner.analyzer.FileContent;
import dev.scancast.scanner.analyzer.FileResult;
import dev.scancast.scanner.analyzer.Finding;
import dev.scancast.scanner.analyzer.StopSignal;
import dev.scancast.scanner.analyzer.TreeAnalysis;
import dev.scancast.scanner.analyzer.TreeAnalyzer;
import dev.scancast.scanner.engine.structure.NodeCounts;
import dev.scancast.scanner.engine.structure.NodeKind;
import dev.scancast.scanner.report.Lines;
import dev.scancast.scanner.report.Severity;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Analyzers as other people might write them. */
final class TestAnalyzers {
    private TestAnalyzers() {}

    /** What a {@link Tree} does. */
    @FunctionalInterface
    interface Work {
        void analyze(TreeAnalysis analysis) throws AnalyzerFailedException, IOException;
    }

    /** One that goes through all files by itself. */
    static final class Tree implements TreeAnalyzer {
        private final String name;
        private Work work = analysis -> analysis.files().forEach(analysis::done);
        private List<String> types = List.of();
        private double weight = 1;
        private boolean isDefault;
        private boolean isRequired;

        Tree(String name) {
            this.name = name;
        }

        Tree doing(Work what) {
            this.work = what;
            return this;
        }

        Tree taking(String... endings) {
            this.types = List.of(endings);
            return this;
        }

        Tree weighing(double what) {
            this.weight = what;
            return this;
        }

        Tree byDefault() {
            this.isDefault = true;
            return this;
        }

        Tree required() {
            this.isRequired = true;
            return this;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String version() {
            return "1";
        }

        @Override
        public List<String> fileTypes() {
            return types;
        }

        @Override
        public double weight() {
            return weight;
        }

        @Override
        public boolean isDefault() {
            return isDefault;
        }

        @Override
        public boolean isRequired() {
            return isRequired;
        }

        @Override
        public void analyze(TreeAnalysis analysis) throws AnalyzerFailedException, IOException {
            work.analyze(analysis);
        }
    }

    /** One that sees a function and a finding in each line with an {@code f}, and stumbles over files that hold "bad". */
    record LineByLine(String name, List<String> fileTypes) implements FileAnalyzer {
        @Override
        public String version() {
            return "1";
        }

        @Override
        public FileResult analyze(FileContent file, StopSignal stop) throws IOException {
            if (file.text().contains("bad")) {
                throw new IOException("it is bad");
            }
            int functions =
                    (int) file.text().lines().filter(line -> line.contains("f")).count();
            List<Finding> findings =
                    functions == 0 ? List.of() : List.of(Finding.atLine("has-f", Severity.WARNING, "there is an f", 1));
            return new FileResult(null, Lines.NONE, NodeCounts.of(Map.of(NodeKind.FUNCTION, functions)), 0, findings);
        }
    }
}
