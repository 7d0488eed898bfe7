/** Tests of what waits for workers. */
@NullMarked
package dev.scancast.gateway.fleet;

import org.jspecify.annotations.NullMarked;
