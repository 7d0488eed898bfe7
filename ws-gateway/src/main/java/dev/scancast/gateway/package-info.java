/** The gateway: sends every client the current status at once, then relays. */
@NullMarked
package dev.scancast.gateway;

import org.jspecify.annotations.NullMarked;
