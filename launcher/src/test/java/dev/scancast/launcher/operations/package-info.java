/** What an operator is given: metrics, rules, files for containers, pages of the documentation. */
@NullMarked
package dev.scancast.launcher.operations;

import org.jspecify.annotations.NullMarked;
