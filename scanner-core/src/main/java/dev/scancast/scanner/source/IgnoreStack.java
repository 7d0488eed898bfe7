package dev.scancast.scanner.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ignore rules that hold where the walk stands. The last rule that matches decides, in this order: the defaults,
 * {@code .git/info/exclude}, the .gitignore files from the root down, the request's patterns. As in git, nothing below
 * an ignored directory can be taken back. Confined to the walking thread.
 */
final class IgnoreStack {
    private static final Logger LOG = LoggerFactory.getLogger(IgnoreStack.class);

    /** Of a longer file only so much is read. */
    private static final int LONGEST_FILE = 1 << 20;

    private final IgnoreNode request;
    private final List<IgnoreNode> base;
    private final Deque<Level> levels = new ArrayDeque<>();

    /**
     * A directory on the way to where the walk stands.
     *
     * @param prefix how many characters of a path are the directory's own, with the slash
     * @param rules of its .gitignore
     */
    private record Level(int prefix, @Nullable IgnoreNode rules) {}

    IgnoreStack(Path root, List<String> excludePatterns) {
        request = IgnoreRules.parse("the request", excludePatterns);
        IgnoreNode defaults = IgnoreRules.parse("the defaults", DefaultExcludes.PATTERNS);
        IgnoreNode own = read(root.resolve(".git").resolve("info").resolve("exclude"), ".git/info/exclude");
        base = own == null ? List.of(defaults) : List.of(own, defaults);
    }

    /**
     * Steps into a directory and reads its .gitignore.
     *
     * @param path relative to the root, with slashes; empty for the root
     */
    void enter(Path directory, String path) {
        String prefix = path.isEmpty() ? "" : path + "/";
        levels.push(new Level(prefix.length(), read(directory.resolve(".gitignore"), prefix + ".gitignore")));
    }

    /** Steps out of the directory that was entered last. */
    void leave() {
        levels.pop();
    }

    /**
     * Whether an entry of the directory entered last is left out.
     *
     * @param path relative to the root, with slashes
     */
    boolean isIgnored(String path, boolean directory) {
        Boolean answer = request.checkIgnored(path, directory);
        if (answer != null) {
            return answer;
        }
        for (Level level : levels) {
            IgnoreNode rules = level.rules;
            if (rules != null) {
                answer = rules.checkIgnored(path.substring(level.prefix), directory);
                if (answer != null) {
                    return answer;
                }
            }
        }
        for (IgnoreNode rules : base) {
            answer = rules.checkIgnored(path, directory);
            if (answer != null) {
                return answer;
            }
        }
        return false;
    }

    /** The file's rules; null if there is none, or it can't be read (the scan tells so when it comes to it as a file). */
    private static @Nullable IgnoreNode read(Path file, String name) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return null; // git too follows no link here, and a pipe would never end
        }
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            String text = new String(in.readNBytes(LONGEST_FILE), StandardCharsets.UTF_8);
            String rules = text.startsWith("\uFEFF") ? text.substring(1) : text; // git too skips a byte order mark
            return IgnoreRules.parse(PrintableText.of(name), rules.lines().toList());
        } catch (IOException e) {
            LOG.info("{} can't be read: {}", PrintableText.of(name), FailureReason.of(e));
            return null;
        }
    }
}
