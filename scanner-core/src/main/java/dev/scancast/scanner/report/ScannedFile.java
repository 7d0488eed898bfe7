package dev.scancast.scanner.report;

import dev.scancast.scanner.engine.structure.NodeCounts;

/**
 * What was found in one file.
 *
 * @param path relative to the repository, fit for people
 * @param directory the path's directory; {@code .} for the repository itself
 * @param language as people call it
 * @param bytes as read
 * @param tags opening tags of markup
 */
public record ScannedFile(
        String path, String directory, String language, long bytes, Lines lines, NodeCounts nodes, int tags) {}
