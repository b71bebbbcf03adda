package io.jackdaw.kafka.metadata;

/** {@code /controller}: the broker that is controller. Version 1 is the same without KRaft. */
public record ControllerZnode(int brokerId, long timestampMs) {
  public byte[] encode() {
    return ZnodeJson.create()
        .put("version", 2)
        .put("brokerid", brokerId)
        .put("timestamp", Long.toString(timestampMs))
        .put("kraftControllerEpoch", -1)
        .bytes();
  }

  static ControllerZnode decode(byte[] data) {
    ZnodeJson json = ZnodeJson.parse(data);
    return new ControllerZnode(
        json.intValue("brokerid"), json.has("timestamp") ? json.longValue("timestamp") : -1);
  }
}
