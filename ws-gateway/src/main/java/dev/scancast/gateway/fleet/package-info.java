/** What waits for workers: who may queue how much, and what of it is ready for a worker. */
@NullMarked
package dev.scancast.gateway.fleet;

import org.jspecify.annotations.NullMarked;
