/** The page in a real Chromium, on a real gateway with a Redis of the test's own. */
@NullMarked
package dev.scancast.launcher.page;

import org.jspecify.annotations.NullMarked;
