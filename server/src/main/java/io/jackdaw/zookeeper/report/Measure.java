package io.jackdaw.zookeeper.report;

import io.jackdaw.metrics.Summary;
import java.util.Locale;

/** What is measured, under ZooKeeper's names. Source: ServerMetrics. */
public enum Measure {
  /** Milliseconds from a request that reads to its reply. */
  READLATENCY(true),
  /** Milliseconds from a request that writes to its reply. */
  UPDATELATENCY(true),
  /** Milliseconds a request waited for room. */
  REQUEST_THROTTLE_QUEUE_TIME_MS(true),
  RESTORE_TIME(false),
  CONNECTION_TOKEN_DEFICIT(false),
  /** Watches that one change has fired. */
  NODE_CREATED_WATCH_COUNT(false),
  NODE_DELETED_WATCH_COUNT(false),
  NODE_CHANGED_WATCH_COUNT(false),
  NODE_CHILDREN_WATCH_COUNT(false);

  private final boolean detailed;

  Measure(boolean detailed) {
    this.detailed = detailed;
  }

  String metric() {
    return name().toLowerCase(Locale.ROOT);
  }

  Summary summary() {
    return detailed ? Summary.detailed() : Summary.basic();
  }
}
