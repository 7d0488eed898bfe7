/** Many scans on one connection: who belongs together, their joint state, and what changes of it. */
@NullMarked
package dev.scancast.gateway.group;

import org.jspecify.annotations.NullMarked;
