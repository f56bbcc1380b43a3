package dev.aside.server;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses of names. Stateless. */
final class Hosts {
  private Hosts() {}

  static InetAddress resolve(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new StartException(
          "host: " + host + " (expected: a name or address of this machine)", e);
    }
  }
}
