/** Tests of what is remembered from scan to scan. */
package dev.scancast.scanner.cache;
