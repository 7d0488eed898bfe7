/** The hub, step by step and against a real Redis. */
@NullMarked
package dev.scancast.gateway.hub;

import org.jspecify.annotations.NullMarked;
