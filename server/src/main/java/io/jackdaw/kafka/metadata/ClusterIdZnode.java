package io.jackdaw.kafka.metadata;

/** {@code /cluster/id}; its version is a string. */
record ClusterIdZnode(String id) {
  byte[] encode() {
    return ZnodeJson.create().put("version", "1").put("id", id).bytes();
  }

  static ClusterIdZnode decode(byte[] data) {
    String id = ZnodeJson.parse(data).text("id");
    if (id == null) {
      throw new MalformedZnodeException("key id is missing");
    }
    return new ClusterIdZnode(id);
  }
}
