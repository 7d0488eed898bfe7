/** Tests of cloning, against a Git HTTP server of their own. */
@NullMarked
package dev.scancast.scanner.git;

import org.jspecify.annotations.NullMarked;
