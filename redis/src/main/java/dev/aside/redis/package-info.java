/** Entries and messages on Redis or Valkey, through Lettuce. */
@NullMarked
package dev.aside.redis;

import org.jspecify.annotations.NullMarked;
