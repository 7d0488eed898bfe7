/** Analyzers that are commands: any program that writes SARIF. */
@NullMarked
package dev.scancast.scanner.analyzer.command;

import org.jspecify.annotations.NullMarked;
