/** Tests of the server that everything shares. */
@NullMarked
package dev.scancast.gateway.web;

import org.jspecify.annotations.NullMarked;
