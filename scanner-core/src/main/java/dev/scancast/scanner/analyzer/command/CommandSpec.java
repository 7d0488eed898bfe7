package dev.scancast.scanner.analyzer.command;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How a command is run, as its file tells it.
 *
 * @param command the program and its arguments, with placeholders
 * @param fileTypes endings with their dot; empty for all
 * @param timeout of each run
 * @param maxOutput what each run may write, in bytes
 * @param exitCodes those that mean that all is well
 * @param batch how many files a run is given at most
 */
record CommandSpec(
        String name,
        List<String> command,
        List<String> fileTypes,
        Duration timeout,
        long maxOutput,
        Set<Integer> exitCodes,
        int batch,
        double weight,
        boolean isRequired,
        boolean isDefault) {

    /** An argument that stands for the paths of files, each an argument of its own. */
    static final String FILES = "{files}";

    /** In an argument: a file that the command is to write; without it, what it prints is read. */
    static final String OUTPUT = "{output}";

    /** In an argument: the repository's directory. */
    static final String ROOT = "{root}";

    CommandSpec {
        command = List.copyOf(command);
        fileTypes = List.copyOf(fileTypes);
        exitCodes = Set.copyOf(exitCodes);
    }

    /** Whether it is told the files; else it looks for them itself, once. */
    boolean takesFiles() {
        return command.contains(FILES);
    }
}
