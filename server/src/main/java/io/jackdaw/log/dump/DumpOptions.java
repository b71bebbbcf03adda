package io.jackdaw.log.dump;

/**
 * How much is shown and checked.
 *
 * @param records a line for each record of a batch, too
 * @param contents keys and payloads in that line
 * @param metadata offset, time, sizes, sequence and headers in that line
 * @param verifyIndexOnly entries of indexes are compared with the batches, but not shown
 * @param indexSanityOnly an index is only asked whether a start would use it
 * @param maxMessageBytes of the largest batch that an index may lead to
 * @param maxBytes of each segment that are read; a batch that goes beyond them is left out
 */
public record DumpOptions(
    boolean records,
    boolean contents,
    boolean metadata,
    boolean verifyIndexOnly,
    boolean indexSanityOnly,
    int maxMessageBytes,
    int maxBytes) {
  static final int NO_LIMIT = Integer.MAX_VALUE;
}
