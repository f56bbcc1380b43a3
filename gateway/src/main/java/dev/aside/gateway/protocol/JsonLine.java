package dev.aside.gateway.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Builds one JSON object on one line, with other JSON put in as it is. What has the value of its
 * type's zero is left out, as the protocol does. Not thread-safe.
 */
final class JsonLine {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);
  private boolean comma;

  JsonLine begin() {
    comma();
    out.write('{');
    comma = false;
    return this;
  }

  JsonLine begin(String name) {
    name(name);
    comma = false;
    return begin();
  }

  JsonLine end() {
    out.write('}');
    comma = true;
    return this;
  }

  JsonLine beginList(String name) {
    name(name);
    out.write('[');
    comma = false;
    return this;
  }

  JsonLine endList() {
    out.write(']');
    comma = true;
    return this;
  }

  JsonLine text(String name, String value) {
    if (!value.isEmpty()) {
      name(name);
      quoted(value);
    }
    return this;
  }

  JsonLine number(String name, long value) {
    if (value != 0) {
      name(name);
      ascii(Long.toString(value));
    }
    return this;
  }

  JsonLine flag(String name, boolean value) {
    if (value) {
      name(name);
      ascii("true");
    }
    return this;
  }

  JsonLine raw(String name, byte[] json) {
    name(name);
    out.writeBytes(json);
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private void name(String name) {
    comma();
    quoted(name);
    out.write(':');
  }

  private void quoted(String text) {
    out.write('"');
    out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(text));
    out.write('"');
  }

  private void ascii(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void comma() {
    if (comma) {
      out.write(',');
    }
    comma = true;
  }
}
