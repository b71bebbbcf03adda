package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import java.nio.file.Path;
import java.util.Map;

/** One entry of {@code log.dirs}: its lock, its identity, its checkpoints and its logs. */
public final class LogDirectory {
  private LogDirectory() {}

  public Path path() {
    throw new UnsupportedOperationException();
  }

  public Disk.Space space() {
    throw new UnsupportedOperationException();
  }

  /**
   * The content of {@code meta.properties}: {@code cluster.id}, {@code broker.id} and others; empty
   * when new.
   */
  public Map<String, String> metaProperties() {
    throw new UnsupportedOperationException();
  }

  /** Replaces {@code meta.properties}; durable on return. */
  public void writeMetaProperties(Map<String, String> properties) {
    throw new UnsupportedOperationException();
  }
}
