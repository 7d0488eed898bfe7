#!/bin/sh
# Makes a JRE that holds what Scancast needs and no more: deploy/jre.sh DIRECTORY. JAVA_HOME is a JDK 17 or newer.
set -eu
[ $# -eq 1 ] || { echo "usage: $0 DIRECTORY" >&2; exit 2; }

# java.base and what jdeps finds in the jars (java.desktop apart, which only a bean reader of Jersey's asks for if it is
# there), jdk.crypto.ec for TLS, jdk.management for the process' own figures.
modules=java.base,java.instrument,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.sql
modules=$modules,java.xml,jdk.crypto.ec,jdk.httpserver,jdk.management,jdk.unsupported

exec "${JAVA_HOME:?}/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --compress=2 \
    --output "$1"
