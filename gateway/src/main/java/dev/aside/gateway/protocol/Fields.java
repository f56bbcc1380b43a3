package dev.aside.gateway.protocol;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The fields of a JSON object, each read as its type or refused; {@code null} is not there. */
public final class Fields {
  private final JsonNode object;

  /** Over an object. */
  public Fields(JsonNode object) {
    this.object = object;
  }

  Collection<String> names() {
    return object.propertyNames();
  }

  /** Text; empty: not there. */
  public String text(String name) {
    JsonNode value = value(name);
    if (value == null) {
      return "";
    }
    if (!value.isString()) {
      throw wrong(name, "text");
    }
    return value.stringValue();
  }

  /** A whole number; 0: not there. */
  public long number(String name) {
    JsonNode value = value(name);
    if (value == null) {
      return 0;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(name, "a whole number");
    }
    return value.longValue();
  }

  /** A place in a stream; 0: not there. */
  public long offset(String name) {
    long offset = number(name);
    if (offset < 0) {
      throw wrong(name, "0 or more");
    }
    return offset;
  }

  /** Yes or no; no: not there. */
  public boolean flag(String name) {
    JsonNode value = value(name);
    if (value != null && !value.isBoolean()) {
      throw wrong(name, "true or false");
    }
    return value != null && value.booleanValue();
  }

  /** An object; null: not there. */
  public @Nullable Fields object(String name) {
    JsonNode value = value(name);
    if (value == null) {
      return null;
    }
    if (!value.isObject()) {
      throw wrong(name, "an object");
    }
    return new Fields(value);
  }

  /** Any JSON, on one line; null: not there. */
  public byte @Nullable [] raw(String name) {
    JsonNode value = value(name);
    return (value == null) ? null : Json.MAPPER.writeValueAsBytes(value);
  }

  /** A list of texts; empty: not there. */
  public List<String> texts(String name) {
    JsonNode value = value(name);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isString)) {
      throw wrong(name, "a list of texts");
    }
    return value.valueStream().map(JsonNode::stringValue).toList();
  }

  private @Nullable JsonNode value(String name) {
    JsonNode value = object.get(name);
    return (value == null || value.isNull()) ? null : value;
  }

  private static MalformedFrameException wrong(String name, String expected) {
    return new MalformedFrameException(name + ": another type (expected: " + expected + ")");
  }
}
