package dev.aside.cache;

/**
 * What one cache has done since it was built, in this process. A snapshot: the counters are read
 * one after the other while others count on.
 *
 * @param localHits answers from L1, remembered absences included
 * @param remoteHits answers from L2, remembered absences included
 * @param misses reads that found nothing in either level
 * @param collapsed of the misses, those that shared a load begun by another caller here
 * @param staleServed answers whose time was over, served because the settings allow it
 * @param refreshes values that a reader began to replace before or after their time, in the
 *     background
 * @param loads calls of a loader that have ended, well or not, one per call and not per key
 * @param loadFailures of the loads, those that failed, timeouts included
 * @param loadNanos time spent in loaders, in nanoseconds
 * @param rejectedLoads loads not started because too many were waiting
 * @param cancelledLoads loads given up because every caller had left
 * @param fills values stored in L2 after a load
 * @param refusedFills values loaded or put but not stored, for the four reasons that follow: each
 *     would have been, or might have been, stale
 * @param refusedAbsent of those, because the entry was gone: invalidated, evicted, expired or lost
 * @param refusedLost of those, because another lease or value was there
 * @param refusedOlder of those, because a newer version was there
 * @param refusedContended of those, because others wrote at the same time
 * @param untaggedFills values loaded but not stored because a tag was invalidated meanwhile, or
 *     because what is known of tags could not be read
 * @param puts calls of {@code put} that the server has confirmed
 * @param invalidations keys invalidated
 * @param tagInvalidations tags invalidated, and calls of {@code clear}
 * @param outdatedByTag stored values that were not served because one of their tags was invalidated
 * @param backendFailures operations on L2 that failed or timed out
 * @param unreadable stored entries that were damaged, foreign, of another key, or undecodable
 * @param misplaced sound entries of another key that were read, which made the connection suspect
 * @param otherForm reads of stored values in another form, as of another schema: older ones are
 *     replaced, newer ones left alone
 * @param tooLarge values not stored because they were larger than {@code maxValueBytes}
 * @param epochs how often the announcements of changes were interrupted, which empties L1
 * @param distrusted copies in L1 that were not served because they might have been out of date:
 *     changes were not announced in time, or a tag of theirs was not known
 * @param localEntries entries in L1 now, estimated
 * @param loadsInFlight loads running or waiting now
 * @param hungLoads loads that were given up and whose threads are still in the loader
 * @param pendingInvalidations keys and tags whose invalidation the server has not confirmed yet
 */
public record CacheStats(
    long localHits,
    long remoteHits,
    long misses,
    long collapsed,
    long staleServed,
    long refreshes,
    long loads,
    long loadFailures,
    long loadNanos,
    long rejectedLoads,
    long cancelledLoads,
    long fills,
    long refusedFills,
    long refusedAbsent,
    long refusedLost,
    long refusedOlder,
    long refusedContended,
    long untaggedFills,
    long puts,
    long invalidations,
    long tagInvalidations,
    long outdatedByTag,
    long backendFailures,
    long unreadable,
    long misplaced,
    long otherForm,
    long tooLarge,
    long epochs,
    long distrusted,
    long localEntries,
    long loadsInFlight,
    long hungLoads,
    long pendingInvalidations) {

  /** Hits of both levels as a fraction of all reads; 0 before the first read. */
  public double hitRatio() {
    long hits = localHits + remoteHits;
    long reads = hits + misses;
    return (reads == 0) ? 0 : (double) hits / reads;
  }
}
