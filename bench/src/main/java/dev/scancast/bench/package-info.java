/** Benchmarks, side by side with named peers. */
@NullMarked
package dev.scancast.bench;

import org.jspecify.annotations.NullMarked;
