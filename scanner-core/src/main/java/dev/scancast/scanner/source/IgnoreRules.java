package dev.scancast.scanner.source;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.ignore.FastIgnoreRule;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads patterns in the manner of .gitignore. A repository's own are anybody's: one that could keep the matcher busy
 * for minutes (it backtracks), or that it can't read, is left out.
 */
final class IgnoreRules {
    private static final Logger LOG = LoggerFactory.getLogger(IgnoreRules.class);

    private static final int LONGEST_PATTERN = 1024;
    private static final int MOST_RULES = 10_000;

    /** A name has at most 255 bytes; with more stars than this, matching one could take minutes. */
    private static final int MOST_STARS_IN_A_NAME = 3;

    private static final int MOST_DOUBLE_STARS = 3;

    private IgnoreRules() {}

    /**
     * The rules of these lines; comments and empty lines are none.
     *
     * @param origin what log lines name
     */
    static IgnoreNode parse(String origin, List<String> lines) {
        List<FastIgnoreRule> rules = new ArrayList<>();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (rules.size() == MOST_RULES) {
                LOG.info("{} has more than {} rules: the others are left out", origin, MOST_RULES);
                break;
            }
            if (isSane(line)) {
                rules.add(new FastIgnoreRule(line));
            } else {
                LOG.info("{} has a pattern that is left out: {}", origin, PrintableText.of(line));
            }
        }
        return new IgnoreNode(rules);
    }

    /** Whether the pattern can be read, and matched in a time worth its use. */
    static boolean isSane(String pattern) {
        if (pattern.length() > LONGEST_PATTERN) {
            return false;
        }
        int doubleStars = 0;
        for (String part : pattern.split("/", -1)) {
            if (part.equals("**")) {
                doubleStars++;
                continue;
            }
            if (part.chars().filter(c -> c == '*').count() > MOST_STARS_IN_A_NAME) {
                return false;
            }
            int bracket = part.indexOf('[');
            if (bracket >= 0 && part.indexOf(']', bracket + 2) < 0) {
                return false;
            }
        }
        return doubleStars <= MOST_DOUBLE_STARS;
    }
}
