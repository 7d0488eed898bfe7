/** The gateway as clients see it: started whole, with a Redis of the test's own. */
@NullMarked
package dev.scancast.gateway;

import org.jspecify.annotations.NullMarked;
