/** What a gateway tells Prometheus. */
@NullMarked
package dev.scancast.gateway.metrics;

import org.jspecify.annotations.NullMarked;
