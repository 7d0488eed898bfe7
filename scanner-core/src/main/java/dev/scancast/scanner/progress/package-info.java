/** From what happens in a scan to progress documents, and to Redis. */
@NullMarked
package dev.scancast.scanner.progress;

import org.jspecify.annotations.NullMarked;
