package dev.aside.server.users;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The sample rows: {@value #COUNT} people from ten languages and scripts, the same in each run. The
 * names are common ones put together; the addresses are in domains that nobody owns. Stateless.
 */
final class SampleUsers {
  static final int COUNT = 1_000;

  private static final String NAMES = "sample-names.txt";

  private SampleUsers() {}

  /** All of them, in the order of their ids, which begin at 1. */
  static List<User> all() {
    List<Language> languages = languages();
    List<User> users = new ArrayList<>(COUNT);
    for (int i = 0; i < COUNT; i++) {
      users.add(languages.get(i % languages.size()).user(i + 1, i / languages.size()));
    }
    return users;
  }

  private static List<Language> languages() {
    try (InputStream in = SampleUsers.class.getResourceAsStream(NAMES)) {
      String text =
          new String(Objects.requireNonNull(in, NAMES).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Language::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One line of the file. */
  private record Language(
      String pattern, String domain, List<Name> given, List<Name> family, List<String> cities) {

    static Language parse(String line) {
      List<String> fields = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
      return new Language(
          fields.get(1),
          fields.get(2),
          Name.list(fields.get(3)),
          Name.list(fields.get(4)),
          List.of(fields.get(5).split(",", -1)));
    }

    /** Person {@code number} of this language: each given name with each family name. */
    User user(long id, int number) {
      Name first = given.get(number % given.size());
      Name last = family.get(number / given.size() % family.size());
      return new User(
          id,
          written(first, last),
          first.latin() + "." + last.latin() + "@" + domain,
          cities.get(number % cities.size()).strip());
    }

    private String written(Name first, Name last) {
      StringBuilder name = new StringBuilder();
      for (char part : pattern.toCharArray()) {
        name.append(
            switch (part) {
              case 'G' -> first.written();
              case 'F' -> last.written();
              default -> String.valueOf(part);
            });
      }
      return name.toString();
    }
  }

  /** A name as its owner writes it, and as it stands in an e-mail address. */
  private record Name(String written, String latin) {
    static List<Name> list(String field) {
      return Arrays.stream(field.split(",", -1))
          .map(pair -> pair.strip().split("=", -1))
          .map(pair -> new Name(pair[0], pair[1]))
          .toList();
    }
  }
}
