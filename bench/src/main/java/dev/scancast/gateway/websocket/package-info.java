/** Benchmarks of what the gateway keeps to its own package. */
@NullMarked
package dev.scancast.gateway.websocket;

import org.jspecify.annotations.NullMarked;
