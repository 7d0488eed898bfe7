/** What stands between a client's bytes and Tyrus, piece by piece. */
@NullMarked
package dev.scancast.gateway.websocket;

import org.jspecify.annotations.NullMarked;
