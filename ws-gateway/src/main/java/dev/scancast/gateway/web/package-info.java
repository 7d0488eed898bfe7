/** What all of HTTP shares: the server, writes to its connections, the page. */
@NullMarked
package dev.scancast.gateway.web;

import org.jspecify.annotations.NullMarked;
