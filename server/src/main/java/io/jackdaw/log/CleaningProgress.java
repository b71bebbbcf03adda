package io.jackdaw.log;

/**
 * How far the cleaning of one log has come.
 *
 * @param mapping whether keys are still being collected; after that, records are copied
 * @param firstDirtyOffset where keys are collected from
 * @param endOffset up to where they were collected
 * @param firstUncleanableOffset up to where they may be
 * @param mapFill share of the map for keys that is taken, 0 to 1
 */
public record CleaningProgress(
    String topic,
    int partition,
    boolean mapping,
    long firstDirtyOffset,
    long endOffset,
    long firstUncleanableOffset,
    int keys,
    double mapFill,
    long bytesRead,
    long bytesWritten,
    long recordsRead,
    long recordsKept) {}
