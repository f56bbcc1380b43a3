package dev.aside.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The tags that a response gives itself, by which it can be purged: {@code Surrogate-Key} (words),
 * {@code Cache-Tag} (a list) and {@code Cache-Groups} (RFC 9875: a list of strings). Stateless.
 */
final class ResponseTags {
  /** Tags beyond these are left out. */
  static final int MAX_TAGS = 64;

  private static final int MAX_BYTES = 1_024;
  private static final Set<String> NOT_FOR_CLIENTS =
      Set.of("surrogate-key", "cache-tag", "aside-cache-control", "surrogate-control");

  private ResponseTags() {}

  /**
   * The tags of a response. Groups are of one origin only (RFC 9875 section 2), so it is in them.
   */
  static Set<String> of(Headers response, RequestHead request) {
    Set<String> tags = new LinkedHashSet<>();
    for (String line : response.all("Surrogate-Key")) {
      for (String word : ListField.trim(line).split("[ \t]+", -1)) {
        add(word, tags);
      }
    }
    List<String> members = ListField.members(response.all("Cache-Tag"));
    if (members != null) {
      members.forEach(member -> add(ListField.unquoted(member), tags));
    }
    groups(response.all("Cache-Groups")).forEach(group -> add(group(group, request), tags));
    return tags;
  }

  /** The tags of the groups that a response invalidates (RFC 9875 section 3). */
  static List<String> invalidated(Headers response, RequestHead request) {
    return groups(response.all("Cache-Group-Invalidation")).stream()
        .map(group -> group(group, request))
        .limit(MAX_TAGS)
        .toList();
  }

  /** The tag of a group of one origin. */
  static String group(String name, RequestHead request) {
    return "group:" + request.scheme() + "://" + request.authority() + ":" + name;
  }

  private static List<String> groups(List<String> lines) {
    List<Object> members = lines.isEmpty() ? null : StructuredFields.list(lines);
    List<String> groups = new ArrayList<>();
    if (members != null) {
      for (Object member : members) {
        if (member instanceof StructuredFields.Text text && text.value().length() <= 32) {
          groups.add(text.value());
        }
      }
    }
    return groups;
  }

  private static void add(String tag, Set<String> tags) {
    int bytes = tag.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > 0 && bytes <= MAX_BYTES && tags.size() < MAX_TAGS) {
      tags.add(tag);
    }
  }

  /** What clients see: tags are between the origin and its caches. */
  static Headers hidden(Headers response) {
    return response.without(NOT_FOR_CLIENTS);
  }
}
