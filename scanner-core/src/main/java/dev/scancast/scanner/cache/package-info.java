/** What analyzers found in files before, kept on the worker's disk. */
@NullMarked
package dev.scancast.scanner.cache;

import org.jspecify.annotations.NullMarked;
