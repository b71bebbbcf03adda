package io.jackdaw.kafka.metadata;

import java.util.List;

/**
 * {@code /brokers/topics/<topic>/partitions/<partition>/state}: who leads a partition.
 *
 * @param leader −1 for none, −2 while the topic is being deleted
 */
public record PartitionStateZnode(
    int controllerEpoch, int leader, int leaderEpoch, List<Integer> isr) {
  public PartitionStateZnode {
    isr = List.copyOf(isr);
  }

  public byte[] encode() {
    return ZnodeJson.create()
        .put("controller_epoch", controllerEpoch)
        .put("leader", leader)
        .put("version", 1)
        .put("leader_epoch", leaderEpoch)
        .put("isr", isr)
        .bytes();
  }

  static PartitionStateZnode decode(byte[] data) {
    ZnodeJson json = ZnodeJson.parse(data);
    return new PartitionStateZnode(
        json.intValue("controller_epoch"),
        json.intValue("leader"),
        json.intValue("leader_epoch"),
        json.ints("isr"));
  }
}
