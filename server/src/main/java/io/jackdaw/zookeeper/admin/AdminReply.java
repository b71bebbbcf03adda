package io.jackdaw.zookeeper.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command answers: its own keys, and then {@code command} and {@code error}, where it has
 * not set them itself.
 *
 * @param status of HTTP; an error of ZooKeeper's is often a 200
 */
record AdminReply(int status, Map<String, Object> keys, @Nullable String error) {
  static AdminReply ok(Map<String, Object> keys) {
    return new AdminReply(200, keys, null);
  }

  static AdminReply empty() {
    return ok(Map.of());
  }

  static AdminReply status(int status) {
    return new AdminReply(status, Map.of(), null);
  }

  static AdminReply error(int status, String message) {
    return new AdminReply(status, Map.of(), message);
  }

  /**
   * @param command the name to say it was
   */
  String json(String command) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(keys);
    all.put("command", command);
    if (!all.containsKey("error")) {
      all.put("error", error);
    }
    return JsonText.of(all);
  }
}
