/** What a worker tells Prometheus, on a small port of its own. */
@NullMarked
package dev.scancast.scanner.metrics;

import org.jspecify.annotations.NullMarked;
