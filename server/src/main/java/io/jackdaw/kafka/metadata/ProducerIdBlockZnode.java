package io.jackdaw.kafka.metadata;

/**
 * {@code /latest_producer_id_block}: the block of producer ids that was reserved last; its numbers
 * are strings.
 *
 * @param last the last id of the block, itself included
 */
record ProducerIdBlockZnode(int broker, long first, long last) {
  byte[] encode() {
    return ZnodeJson.create()
        .put("version", 1)
        .put("broker", broker)
        .put("block_start", Long.toString(first))
        .put("block_end", Long.toString(last))
        .bytes();
  }

  static ProducerIdBlockZnode decode(byte[] data) {
    ZnodeJson json = ZnodeJson.parse(data);
    return new ProducerIdBlockZnode(
        json.intValue("broker"), json.longValue("block_start"), json.longValue("block_end"));
  }
}
