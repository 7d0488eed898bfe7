/** Tests of how progress is told. */
package dev.scancast.scanner.progress;
