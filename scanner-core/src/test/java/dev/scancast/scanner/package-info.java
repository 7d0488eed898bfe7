/** Tests of the scanner, and what they share. */
package dev.scancast.scanner;
