package dev.aside.cache;

/** In which form values are stored at the server. */
public enum Layout {
  /**
   * The codec's bytes in a frame of Aside's own, with the lease of a load, times, tags, version and
   * checks in one entry. Any {@code DEL} by anybody fences what is being loaded.
   */
  FRAMED,
  /**
   * Just the codec's bytes under {@code name:key}, with a TTL, so that services in any language can
   * read them with GET, write them with SETEX and remove them with DEL. The lease of a load stands
   * beside them, under <code>{name:key}:l</code>.
   *
   * <p>What this gives up: stale windows and early refresh, tags and {@code clear}, versions, write
   * intents ({@code write} is protected as an invalidation after it is), remembered absences, the
   * checks that tell a damaged value, or another key's, from a good one, and fencing against a
   * {@code DEL} by somebody else during a load: what Aside itself invalidates is fenced as ever.
   */
  PLAIN
}
