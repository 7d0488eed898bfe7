/** Tests of single parts of REST. */
@NullMarked
package dev.scancast.gateway.rest;

import org.jspecify.annotations.NullMarked;
