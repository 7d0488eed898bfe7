/** Care for scans that nobody holds: what fell out is queued again, what was abandoned is ended. */
@NullMarked
package dev.scancast.gateway.fleet;

import org.jspecify.annotations.NullMarked;
