/** Tests of reports and where they are kept. */
package dev.scancast.scanner.report;
