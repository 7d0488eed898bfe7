/** Runs a scan over a tree and emits events; knows no Redis. */
@NullMarked
package dev.scancast.scanner.engine;

import org.jspecify.annotations.NullMarked;
