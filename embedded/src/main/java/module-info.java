import org.jspecify.annotations.NullMarked;

/**
 * A real redis-server on a loopback port, which cannot outlive the JVM. The binaries come from the
 * class path: {@code org.signal:embedded-redis}, of which no class is used.
 */
@NullMarked
module dev.aside.embedded {
  requires static transitive org.jspecify;

  exports dev.aside.embedded;
}
