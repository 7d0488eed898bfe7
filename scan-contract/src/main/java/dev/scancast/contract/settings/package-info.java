/** Settings: flag, environment, file, default; a wrong value stops the start. */
@NullMarked
package dev.scancast.contract.settings;

import org.jspecify.annotations.NullMarked;
