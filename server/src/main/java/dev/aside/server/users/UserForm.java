package dev.aside.server.users;

import dev.aside.server.http.Problem;
import dev.aside.server.http.Problem.FieldError;
import dev.aside.server.http.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a client may say of a user. Exactly these fields, all of them text; everything wrong is
 * reported at once, each with its field. Immutable.
 */
record UserForm(String name, String email, String city) {
  static final int MAX_NAME = 100;
  static final int MAX_EMAIL = 254;
  static final int MAX_CITY = 100;

  private static final int MAX_EMAIL_LOCAL_PART = 64;
  private static final List<String> FIELDS = List.of("name", "email", "city");

  /** Labels of letters, digits and inner hyphens, at least two of them. */
  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?:[\\p{L}\\p{M}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]*[\\p{L}\\p{M}\\p{N}])?\\.)+[\\p{L}\\p{M}\\p{N}-]{2,63}");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Reads and checks a JSON document.
   *
   * @throws Refusal with status 400 and the fields that are wrong
   */
  static UserForm parse(byte[] document) {
    JsonNode object = object(document);
    List<FieldError> errors = new ArrayList<>();
    for (String field : object.propertyNames()) {
      if (!FIELDS.contains(field)) {
        errors.add(
            new FieldError(
                shortened(field), "unknown (expected: " + String.join(", ", FIELDS) + ")"));
      }
    }
    String name = text(object, "name", MAX_NAME, errors);
    String email = text(object, "email", MAX_EMAIL, errors);
    String city = text(object, "city", MAX_CITY, errors);
    if (email != null && !isEmail(email)) {
      errors.add(new FieldError("email", "not an e-mail address (expected: name@domain)"));
    }
    if (!errors.isEmpty() || name == null || email == null || city == null) {
      throw Refusal.of(Problem.invalid(errors));
    }
    return new UserForm(name, email, city);
  }

  User withId(long id) {
    return new User(id, name, email, city);
  }

  private static JsonNode object(byte[] document) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
      JsonNode node = JSON.readTree(text);
      if (node.isObject()) {
        return node;
      }
    } catch (CharacterCodingException | JacksonException e) {
      throw Refusal.of(400, "The body is not a JSON document in UTF-8 without repeated fields.");
    }
    throw Refusal.of(400, "The body is not a JSON object.");
  }

  /** The field's text; null if an error was added instead. */
  private static @Nullable String text(
      JsonNode object, String field, int most, List<FieldError> errors) {
    JsonNode node = object.get(field);
    String problem = problem(node, most);
    if (node == null || problem != null) {
      errors.add(new FieldError(field, String.valueOf(problem)));
      return null;
    }
    return node.stringValue();
  }

  private static @Nullable String problem(@Nullable JsonNode node, int most) {
    if (node == null) {
      return "missing";
    }
    if (!node.isString()) {
      return "not text";
    }
    String text = node.stringValue();
    if (text.isBlank()) {
      return "blank";
    }
    if (text.codePointCount(0, text.length()) > most) {
      return "too long (expected: at most " + most + " characters)";
    }
    boolean readable = text.codePoints().allMatch(UserForm::isReadable);
    return readable ? null : "holds control characters or broken text";
  }

  /** A surrogate without its partner has no UTF-8, and a control character no place in a name. */
  private static boolean isReadable(int codePoint) {
    int type = Character.getType(codePoint);
    return type != Character.CONTROL && type != Character.SURROGATE;
  }

  private static boolean isEmail(String text) {
    int at = text.lastIndexOf('@');
    return at >= 1
        && at <= MAX_EMAIL_LOCAL_PART
        && text.indexOf('@') == at
        && text.chars().noneMatch(Character::isWhitespace)
        && DOMAIN.matcher(text.substring(at + 1)).matches();
  }

  private static String shortened(String field) {
    return (field.length() <= MAX_NAME) ? field : field.substring(0, MAX_NAME);
  }
}
