package dev.aside.server.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.Character.UnicodeScript;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SampleUsersTest {
  private final List<User> users = SampleUsers.all();

  @Test
  void users_areThousandDifferentOnes() {
    assertEquals(
        LongStream.rangeClosed(1, 1_000).boxed().toList(), users.stream().map(User::id).toList());
    assertEquals(1_000, new HashSet<>(users.stream().map(User::name).toList()).size());
    assertEquals(1_000, new HashSet<>(users.stream().map(User::email).toList()).size());
    assertEquals(users, SampleUsers.all());
  }

  @Test
  void users_pass_theRulesForUsers() {
    for (User user : users) {
      String json =
          "{\"name\":\"%s\",\"email\":\"%s\",\"city\":\"%s\"}"
              .formatted(user.name(), user.email(), user.city());
      byte[] document = json.getBytes(StandardCharsets.UTF_8);

      assertEquals(user, UserForm.parse(document).withId(user.id()));
    }
  }

  @Test
  void names_areOfManyScripts() {
    Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
    users.forEach(user -> user.name().codePoints().forEach(c -> scripts.add(UnicodeScript.of(c))));

    assertTrue(
        scripts.containsAll(
            EnumSet.of(
                UnicodeScript.LATIN,
                UnicodeScript.BENGALI,
                UnicodeScript.ARABIC,
                UnicodeScript.HAN,
                UnicodeScript.HIRAGANA,
                UnicodeScript.GREEK,
                UnicodeScript.CYRILLIC,
                UnicodeScript.DEVANAGARI)),
        scripts::toString);
  }
}
