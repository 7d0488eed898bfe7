/** The map of the house as tests: which package may know which, and who alone may do what. */
@NullMarked
package dev.scancast.launcher.architecture;

import org.jspecify.annotations.NullMarked;
