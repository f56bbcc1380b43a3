package dev.aside.http;

import java.util.List;

/**
 * A URI has several responses, which lie under keys of their own. Without this entry none of them
 * can be found any more. Immutable.
 *
 * @param uri of all of them
 * @param names the fields by which they differ, in lower case and in order
 * @param generation part of their keys
 */
record Variants(String uri, List<String> names, long generation) implements Stored {
  Variants {
    names = List.copyOf(names);
  }
}
