package io.jackdaw.log;

/**
 * One batch of a slice.
 *
 * @param lastOffset inclusive
 * @param skip bytes of the slice before it
 * @param producerId −1 unless it was written in a transaction
 * @param control whether it holds the marker of a transaction
 */
public record BatchSpan(
    long baseOffset, long lastOffset, int skip, int sizeBytes, long producerId, boolean control) {}
