/** REST, by Jersey: start, list, poll, cancel; what can be scanned; health. */
@NullMarked
package dev.scancast.gateway.rest;

import org.jspecify.annotations.NullMarked;
