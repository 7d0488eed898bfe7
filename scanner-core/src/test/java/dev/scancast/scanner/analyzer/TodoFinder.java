package dev.scancast.scanner.analyzer;

import dev.scancast.scanner.report.Severity;
import java.util.ArrayList;
import java.util.List;

/** Finds what somebody wanted to do later. The example of docs/analyzers.md, which a test compares with this file. */
public final class TodoFinder implements FileAnalyzer {

    @Override
    public String name() {
        return "todo-finder";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public List<String> fileTypes() {
        return List.of(".java", ".js");
    }

    @Override
    public FileResult analyze(FileContent file, StopSignal stop) {
        List<Finding> findings = new ArrayList<>();
        String[] lines = file.text().split("\\R", -1);
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].contains("TODO")) {
                findings.add(Finding.atLine("todo", Severity.NOTE, lines[i].strip(), i + 1));
            }
        }
        return FileResult.of(findings);
    }
}
