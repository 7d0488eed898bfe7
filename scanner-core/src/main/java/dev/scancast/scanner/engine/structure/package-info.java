/** Structural lexers: from source text to counted declarations. */
@NullMarked
package dev.scancast.scanner.engine.structure;

import org.jspecify.annotations.NullMarked;
