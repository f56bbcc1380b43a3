import org.jspecify.annotations.NullMarked;

/** A shared HTTP cache as RFC 9111 describes it, on top of Aside and without sockets. */
@NullMarked
module dev.aside.http {
  requires transitive dev.aside.core;
  requires static transitive org.jspecify;

  exports dev.aside.http;
}
