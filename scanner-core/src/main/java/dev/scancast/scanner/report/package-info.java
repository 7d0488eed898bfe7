/** What a scan found, as one document. */
@NullMarked
package dev.scancast.scanner.report;

import org.jspecify.annotations.NullMarked;
