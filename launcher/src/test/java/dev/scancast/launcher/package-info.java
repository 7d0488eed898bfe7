/** Runs the start script as a user would. */
@NullMarked
package dev.scancast.launcher;

import org.jspecify.annotations.NullMarked;
