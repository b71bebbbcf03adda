package io.jackdaw.kafka.metadata;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** {@code /config/<type>/<name>}: configuration overrides of one entity. */
public record ConfigZnode(Map<String, String> config) {
  public ConfigZnode {
    config = Map.copyOf(config);
  }

  public byte[] encode() {
    return ZnodeJson.create().put("version", 1).put("config", new TreeMap<>(config)).bytes();
  }

  static ConfigZnode decode(byte[] data) {
    Map<String, String> config = new LinkedHashMap<>();
    ZnodeJson.parse(data).object("config").forEach((key, it) -> config.put(key, it.toString()));
    return new ConfigZnode(config);
  }

  /** {@code /config/changes/config_change_…}: tells older brokers which entity has changed. */
  static byte[] change(String entityPath) {
    return ZnodeJson.create().put("version", 2).put("entity_path", entityPath).bytes();
  }
}
