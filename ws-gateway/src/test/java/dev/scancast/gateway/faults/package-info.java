/** What breaks between a scan and its watchers, one fault at a time and all of them at random. */
@NullMarked
package dev.scancast.gateway.faults;

import org.jspecify.annotations.NullMarked;
