package io.jackdaw.kafka.group;

import java.util.Map;

/** Where the overrides of groups' settings are found; any thread, never blocks. */
public interface GroupOverrides {
  /** For tests, and where nobody can override anything. */
  GroupOverrides NONE = group -> Map.of();

  /** By key, such as {@code consumer.session.timeout.ms}; empty for most groups. */
  Map<String, String> of(String group);
}
