/** The Redis contract: every key and channel, the scripts, the fenced writer, connecting. */
@NullMarked
package dev.scancast.contract.redis;

import org.jspecify.annotations.NullMarked;
