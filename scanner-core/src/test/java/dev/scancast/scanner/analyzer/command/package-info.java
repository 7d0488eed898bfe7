/** Tests of commands that analyze, with real programs. */
package dev.scancast.scanner.analyzer.command;
