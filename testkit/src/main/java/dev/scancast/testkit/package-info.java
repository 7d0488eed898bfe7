/** What the tests of every module stand on: a Redis of the test's own, a proxy that breaks links, small clients. */
@NullMarked
package dev.scancast.testkit;

import org.jspecify.annotations.NullMarked;
