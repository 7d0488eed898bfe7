/** WebSocket, by Tyrus on Grizzly. The only package that knows Tyrus. */
@NullMarked
package dev.scancast.gateway.websocket;

import org.jspecify.annotations.NullMarked;
