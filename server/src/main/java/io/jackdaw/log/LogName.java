package io.jackdaw.log;

import java.util.Optional;

/** Names a partition's log; its directory is called {@code <topic>-<partition>}. */
public record LogName(String topic, int partition) {
  /** The name that a directory stands for; empty for directories that are no log. */
  static Optional<LogName> ofDirectory(String directory) {
    int dash = directory.lastIndexOf('-');
    if (dash < 1 || dash == directory.length() - 1) {
      return Optional.empty();
    }
    for (int i = dash + 1; i < directory.length(); i++) {
      if (!Character.isDigit(directory.charAt(i)) || i - dash > 9) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new LogName(directory.substring(0, dash), Integer.parseInt(directory.substring(dash + 1))));
  }

  String directoryName() {
    return topic + "-" + partition;
  }

  @Override
  public String toString() {
    return directoryName();
  }
}
