/** Tests of walking and of what may be scanned. */
package dev.scancast.scanner.source;
