/**
 * What waits for workers: who may queue how much, what of it is ready for a worker, and care for scans that nobody
 * holds, which are queued again or ended.
 */
@NullMarked
package dev.scancast.gateway.fleet;

import org.jspecify.annotations.NullMarked;
