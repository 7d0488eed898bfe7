/** RFC 6455 rule by rule, on bare sockets against a real gateway. */
@NullMarked
package dev.scancast.gateway.conformance;

import org.jspecify.annotations.NullMarked;
