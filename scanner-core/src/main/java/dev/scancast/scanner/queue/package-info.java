/** Taking requests from the queue: leases, fencing, cancels. */
@NullMarked
package dev.scancast.scanner.queue;

import org.jspecify.annotations.NullMarked;
