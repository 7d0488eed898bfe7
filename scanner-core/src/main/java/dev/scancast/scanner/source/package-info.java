/** What is in a repository: walking it, with ignore rules, and whether it may be scanned. */
@NullMarked
package dev.scancast.scanner.source;

import org.jspecify.annotations.NullMarked;
