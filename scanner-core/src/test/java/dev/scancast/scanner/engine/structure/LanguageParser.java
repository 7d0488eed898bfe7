package dev.scancast.scanner.engine.structure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parser of a language itself: a better oracle than ctags, where one can be asked. */
interface LanguageParser {
    /**
     * What it finds in each of these files that is a node.
     *
     * @return only files in which it finds something
     */
    Map<Path, List<Declaration>> read(List<Path> files) throws IOException, InterruptedException;

    /** Why it can't be asked here, or empty. */
    Optional<String> missing();
}
