/** What may be scanned, as far as its name tells: Git URLs and refs, hosts and addresses. Looks nothing up. */
@NullMarked
package dev.scancast.contract.source;

import org.jspecify.annotations.NullMarked;
