/** The command line, and everything in one process. */
@NullMarked
package dev.scancast.launcher;

import org.jspecify.annotations.NullMarked;
