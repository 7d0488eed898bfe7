/** Tests of what waits for workers, and of the care for scans that nobody holds. */
@NullMarked
package dev.scancast.gateway.fleet;

import org.jspecify.annotations.NullMarked;
