package dev.scancast.scanner.git;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A repository's files on disk, until closed. Immutable. */
public final class GitClone implements AutoCloseable {
    private final Path root;
    private final Path directory;
    private final @Nullable String commit;
    private final Map<String, String> failures;

    /**
     * @param root goes with it
     * @param directory the files, below the root
     * @param commit null if the repository is empty
     */
    GitClone(Path root, Path directory, @Nullable String commit, Map<String, String> failures) {
        this.root = root;
        this.directory = directory;
        this.commit = commit;
        this.failures = Map.copyOf(failures);
    }

    /** Where its files are; absolute. */
    public Path directory() {
        return directory;
    }

    /** The commit's id; null if the repository is empty. */
    public @Nullable String commit() {
        return commit;
    }

    /** Why files of the commit aren't there, by path; both fit for people. */
    public Map<String, String> failures() {
        return failures;
    }

    /** Removes it from disk. Throws nothing; may be called twice. */
    @Override
    public void close() {
        FileTree.remove(root);
    }
}
