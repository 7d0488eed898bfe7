/** The progress document: ids, statuses, versions and the JSON codec. Knows no Redis. */
@NullMarked
package dev.scancast.contract.document;

import org.jspecify.annotations.NullMarked;
