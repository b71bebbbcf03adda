package io.jackdaw.kafka.group;

import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/**
 * A group's committed offsets, as asked for.
 *
 * @param error about the group as a whole; then there are no topics
 */
public record FetchedOffsets(Errors error, List<Topic> topics) {

  static FetchedOffsets refused(Errors error) {
    return new FetchedOffsets(error, List.of());
  }

  /** Offsets in one topic. */
  public record Topic(String name, List<Partition> partitions) {}

  /**
   * One partition's offset.
   *
   * @param offset −1 if none is committed
   * @param error UNSTABLE_OFFSET_COMMIT while a transaction may change it
   */
  public record Partition(int index, long offset, int leaderEpoch, String metadata, Errors error) {}
}
