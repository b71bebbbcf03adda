package io.jackdaw.kafka.metadata;

import java.util.Map;
import java.util.TreeMap;

/**
 * {@code /feature}: levels of features by name. Version 1 has ranges instead of levels.
 *
 * @param enabled whether the cluster has finalized features at all
 */
record FeatureZnode(boolean enabled, Map<String, Short> levels) {
  private static final int VERSION = 2;

  byte[] encode() {
    return ZnodeJson.create()
        .put("features", new TreeMap<>(levels))
        .put("version", VERSION)
        .put("status", enabled ? 1 : 0)
        .bytes();
  }

  static FeatureZnode decode(byte[] data) {
    ZnodeJson json = ZnodeJson.parse(data);
    Map<String, Short> levels = new TreeMap<>();
    json.object("features").forEach((name, level) -> levels.put(name, level(level)));
    return new FeatureZnode(json.intValue("status", 1) != 0, levels);
  }

  private static short level(Object value) {
    Object level = value instanceof Map<?, ?> range ? range.get("max_version_level") : value;
    if (level instanceof Long number && number >= 0 && number <= Short.MAX_VALUE) {
      return number.shortValue();
    }
    throw new MalformedZnodeException("a level was expected instead of " + value);
  }
}
