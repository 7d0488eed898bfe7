/** Tests of groups. */
@NullMarked
package dev.scancast.gateway.group;

import org.jspecify.annotations.NullMarked;
