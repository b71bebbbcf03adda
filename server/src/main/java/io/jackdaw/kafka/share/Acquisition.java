package io.jackdaw.kafka.share;

/**
 * Who is to get how many records.
 *
 * @param maxRecords no more than these, rounded up to the end of a record batch unless {@code
 *     strict}
 * @param batchSize records in one piece of the answer, rounded up likewise
 * @param maxLocks records that may be on their way at once in this partition
 * @param lockedUntilMs on the monotonic clock
 */
record Acquisition(
    String member,
    int maxRecords,
    int batchSize,
    boolean strict,
    int maxLocks,
    long lockedUntilMs) {}
