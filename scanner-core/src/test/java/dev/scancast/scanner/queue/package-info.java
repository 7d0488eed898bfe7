/** Tests of workers and of scans that run right here. */
package dev.scancast.scanner.queue;
