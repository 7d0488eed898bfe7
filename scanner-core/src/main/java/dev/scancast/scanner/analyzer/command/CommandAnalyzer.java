package dev.scancast.scanner.analyzer.command;

import dev.scancast.scanner.analyzer.AnalyzerFailedException;
import dev.scancast.scanner.analyzer.TreeAnalysis;
import dev.scancast.scanner.analyzer.TreeAnalyzer;
import dev.scancast.scanner.source.FoundFile;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A command that writes SARIF 2.1.0, run in the repository's directory without a shell. It is given the files in
 * batches, or looks for them itself. One run that fails ends it; what earlier ones found stays. Thread-safe.
 */
public final class CommandAnalyzer implements TreeAnalyzer {

    /** Linux takes about 2 MiB of arguments and environment, and every system takes this much. */
    private static final int MOST_ARGUMENT_BYTES = 96 * 1024;

    private final CommandSpec spec;

    CommandAnalyzer(CommandSpec spec) {
        this.spec = spec;
    }

    @Override
    public String name() {
        return spec.name();
    }

    /** Unknown until its SARIF tells, as {@link TreeAnalysis#version}. */
    @Override
    public String version() {
        return "unknown";
    }

    @Override
    public List<String> fileTypes() {
        return spec.fileTypes();
    }

    @Override
    public double weight() {
        return spec.weight();
    }

    @Override
    public boolean isDefault() {
        return spec.isDefault();
    }

    @Override
    public boolean isRequired() {
        return spec.isRequired();
    }

    @Override
    public void analyze(TreeAnalysis analysis) throws AnalyzerFailedException, IOException {
        try (Scratch scratch = new Scratch()) {
            if (!spec.takesFiles()) {
                run(analysis, scratch, analysis.files());
                return;
            }
            List<FoundFile> batch = new ArrayList<>();
            int bytes = 0;
            for (FoundFile file : analysis.files()) {
                int length = argument(file).getBytes(StandardCharsets.UTF_8).length + 1;
                if (batch.size() == spec.batch() || (bytes + length > MOST_ARGUMENT_BYTES && !batch.isEmpty())) {
                    run(analysis, scratch, batch);
                    batch.clear();
                    bytes = 0;
                }
                batch.add(file);
                bytes += length;
            }
            run(analysis, scratch, batch);
        }
    }

    private void run(TreeAnalysis analysis, Scratch scratch, List<FoundFile> files)
            throws AnalyzerFailedException, IOException {
        analysis.check();
        analysis.started(files.get(0));
        scratch.clear();
        new ChildProcess(spec, analysis, scratch).run(command(analysis.root(), scratch, files));
        boolean isTold = spec.command().stream().anyMatch(argument -> argument.contains(CommandSpec.OUTPUT));
        Path sarif = isTold ? scratch.output() : scratch.printed();
        if (!Files.isRegularFile(sarif)) {
            throw new AnalyzerFailedException("it didn't write its output file", null);
        }
        new SarifReader(analysis).read(sarif);
        files.forEach(analysis::done);
    }

    private List<String> command(Path root, Scratch scratch, List<FoundFile> files) {
        List<String> command = new ArrayList<>();
        for (String argument : spec.command()) {
            if (argument.equals(CommandSpec.FILES)) {
                files.forEach(file -> command.add(argument(file)));
            } else {
                command.add(argument.replace(CommandSpec.ROOT, root.toString())
                        .replace(CommandSpec.OUTPUT, scratch.output().toString()));
            }
        }
        return command;
    }

    /** The dot keeps a file named {@code --fix} from being an option. */
    private static String argument(FoundFile file) {
        return "." + File.separator + file.relative();
    }
}
