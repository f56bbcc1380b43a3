import org.jspecify.annotations.NullMarked;

/** Sessions, presence, tokens and client protocols over topics. It opens no sockets. */
@NullMarked
module dev.aside.gateway {
  requires com.nimbusds.jose.jwt;
  requires transitive dev.aside.core;
  requires tools.jackson.core;
  requires tools.jackson.databind;
  requires static transitive org.jspecify;

  exports dev.aside.gateway;
  exports dev.aside.gateway.token;
}
