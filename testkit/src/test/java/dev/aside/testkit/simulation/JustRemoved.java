package dev.aside.testkit.simulation;

import net.bytebuddy.implementation.bind.annotation.Argument;
import net.bytebuddy.implementation.bind.annotation.This;

/** In place of a script that puts something where an entry was: nothing is put there. */
public final class JustRemoved {
  private JustRemoved() {}

  /** What an invalidation does that holds nothing off. */
  public static void run(@This Object scripts, @Argument(0) String key) {
    ((Keyspace) Inside.field(scripts, "data")).unlink(key);
  }
}
