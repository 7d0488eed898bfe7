/** Tests of what an analyzer is. */
package dev.scancast.scanner.analyzer;
