package dev.aside.cache;

/**
 * What one cache has done since it was built, in this process. A snapshot: the counters are read
 * one after the other while others count on.
 *
 * @param localHits answers from L1, remembered absences included
 * @param remoteHits answers from L2, remembered absences included
 * @param misses reads that found nothing in either level
 * @param collapsed of the misses, those that shared a load begun by another caller here
 * @param loads calls of a loader that have ended, well or not, one per call and not per key
 * @param loadFailures of the loads, those that failed, timeouts included
 * @param loadNanos time spent in loaders, in nanoseconds
 * @param rejectedLoads loads not started because too many were waiting
 * @param fills values stored in L2 after a load
 * @param refusedFills values loaded but not stored because an invalidation, a newer value or a lost
 *     lease was in between
 * @param puts calls of {@code put} that the server has confirmed
 * @param invalidations keys invalidated
 * @param backendFailures operations on L2 that failed or timed out
 * @param unreadable stored entries that were damaged, foreign, of another key, or undecodable
 * @param otherForm reads of stored values in another form, as of another schema: older ones are
 *     replaced, newer ones left alone
 * @param tooLarge values not stored because they were larger than {@code maxValueBytes}
 * @param localEntries entries in L1 now, estimated
 * @param loadsInFlight loads running or waiting now
 * @param pendingInvalidations keys whose invalidation the server has not confirmed yet
 */
public record CacheStats(
    long localHits,
    long remoteHits,
    long misses,
    long collapsed,
    long loads,
    long loadFailures,
    long loadNanos,
    long rejectedLoads,
    long fills,
    long refusedFills,
    long puts,
    long invalidations,
    long backendFailures,
    long unreadable,
    long otherForm,
    long tooLarge,
    long localEntries,
    long loadsInFlight,
    long pendingInvalidations) {

  /** Hits of both levels as a fraction of all reads; 0 before the first read. */
  public double hitRatio() {
    long hits = localHits + remoteHits;
    long reads = hits + misses;
    return (reads == 0) ? 0 : (double) hits / reads;
  }
}
