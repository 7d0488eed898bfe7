package dev.scancast.scanner.source;

import java.util.List;
import java.util.Locale;

/** Which files are looked at, by the ending of their names, in upper or lower case. Immutable. */
public final class FileTypeFilter {
    private final List<String> endings;

    /** @param endings with their dot; none means every file */
    public FileTypeFilter(List<String> endings) {
        this.endings =
                endings.stream().map(ending -> ending.toLowerCase(Locale.ROOT)).toList();
    }

    /** Whether a file of that path or name is one of them. */
    public boolean accepts(String path) {
        if (endings.isEmpty()) {
            return true;
        }
        for (String ending : endings) {
            int from = path.length() - ending.length();
            if (from >= 0 && path.regionMatches(true, from, ending, 0, ending.length())) {
                return true;
            }
        }
        return false;
    }
}
