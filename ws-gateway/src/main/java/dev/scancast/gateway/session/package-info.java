/** A client: its outbox, conflation, deadlines and close reasons, whatever the transport. */
@NullMarked
package dev.scancast.gateway.session;

import org.jspecify.annotations.NullMarked;
