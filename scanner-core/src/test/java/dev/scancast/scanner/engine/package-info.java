/** Tests of the engine, on real directories. */
package dev.scancast.scanner.engine;
