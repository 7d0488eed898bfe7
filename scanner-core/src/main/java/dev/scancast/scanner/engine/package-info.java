/** The engine: scans a directory and tells a listener; knows no Redis. */
@NullMarked
package dev.scancast.scanner.engine;

import org.jspecify.annotations.NullMarked;
