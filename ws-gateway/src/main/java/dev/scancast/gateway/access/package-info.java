/** Who asks, what they may see, and how much anybody may ask for. Knows no transport, and nobody who watches. */
@NullMarked
package dev.scancast.gateway.access;

import org.jspecify.annotations.NullMarked;
