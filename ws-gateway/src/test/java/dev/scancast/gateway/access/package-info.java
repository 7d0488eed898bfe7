/** Who may see what, over every transport. */
@NullMarked
package dev.scancast.gateway.access;

import org.jspecify.annotations.NullMarked;
