package dev.scancast.launcher;

import dev.scancast.contract.document.ScanRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What of a repository is to be scanned: options that several commands share. */
final class ScanOptions {
    @Option(
            names = "--file-types",
            split = ",",
            paramLabel = "TYPE",
            description = "Only files of these types, such as .java,.cs.")
    private List<String> fileTypes = new ArrayList<>();

    @Option(
            names = "--exclude",
            split = ",",
            paramLabel = "PATTERN",
            description = "Leave out what matches; .gitignore patterns, after the defaults: !build takes one back.")
    private List<String> exclude = new ArrayList<>();

    @Option(
            names = "--analyzers",
            split = ",",
            paramLabel = "NAME",
            description = "The analyzers to run, such as structure,eslint. Default: the worker's defaults.")
    private List<String> analyzers = new ArrayList<>();

    /** The request for a directory. */
    ScanRequest ofPath(Path directory) {
        return request(directory.toString(), null);
    }

    /** The request for a directory or a git URL. */
    ScanRequest of(String pathOrUrl) {
        return pathOrUrl.matches("[a-z][a-z0-9+.-]+://.*") ? request(null, pathOrUrl) : ofPath(directory(pathOrUrl));
    }

    private ScanRequest request(@Nullable String path, @Nullable String url) {
        return new ScanRequest(path, url, null, fileTypes, exclude, analyzers);
    }

    /**
     * The directory that a user named, absolute.
     *
     * @throws CommandFailedException if it isn't there or is no directory
     */
    static Path directory(String path) {
        Path directory = Path.of(path).toAbsolutePath().normalize();
        if (!Files.exists(directory)) {
            throw new CommandFailedException(
                    ExitCode.USAGE, "there is no " + DocumentText.printable(directory.toString()));
        }
        if (!Files.isDirectory(directory)) {
            throw new CommandFailedException(
                    ExitCode.USAGE,
                    DocumentText.printable(directory.toString()) + " is a file: give the directory of the repository");
        }
        return directory;
    }
}
