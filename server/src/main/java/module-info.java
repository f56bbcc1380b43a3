import org.jspecify.annotations.NullMarked;

/** The server and the command line {@code aside}. */
@NullMarked
module dev.aside.server {
  requires com.zaxxer.hikari;
  requires dev.aside.core;
  requires dev.aside.embedded;
  requires dev.aside.gateway;
  requires info.picocli;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.transport;
  requires io.vertx.core;
  requires java.logging;
  requires java.sql;
  requires jdk.unsupported; // sun.misc.Signal
  requires micrometer.core;
  requires micrometer.registry.prometheus;
  requires tools.jackson.databind;
  requires static transitive org.jspecify;

  opens dev.aside.server.users to
      tools.jackson.databind;
}
