/** Server-sent events over a suspended response. */
@NullMarked
package dev.scancast.gateway.sse;

import org.jspecify.annotations.NullMarked;
