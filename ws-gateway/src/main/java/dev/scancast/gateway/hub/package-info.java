/** A subscription per watched scan: snapshot, relay, watchdog, fan-out. */
@NullMarked
package dev.scancast.gateway.hub;

import org.jspecify.annotations.NullMarked;
