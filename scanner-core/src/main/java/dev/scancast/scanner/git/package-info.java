/** Clones Git repositories for a scan, and removes them. Trusts neither the URL nor the server nor what it sends. */
@NullMarked
package dev.scancast.scanner.git;

import org.jspecify.annotations.NullMarked;
