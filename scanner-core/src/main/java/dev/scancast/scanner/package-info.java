/** The scanner: scans repositories and publishes their progress. */
@NullMarked
package dev.scancast.scanner;

import org.jspecify.annotations.NullMarked;
