/** A real redis-server on a loopback port, which cannot outlive the JVM. */
@NullMarked
package dev.aside.embedded;

import org.jspecify.annotations.NullMarked;
