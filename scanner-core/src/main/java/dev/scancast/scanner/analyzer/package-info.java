/** What looks at the files of a repository: the interface that analyzers implement, ours and other people's. */
@NullMarked
package dev.scancast.scanner.analyzer;

import org.jspecify.annotations.NullMarked;
