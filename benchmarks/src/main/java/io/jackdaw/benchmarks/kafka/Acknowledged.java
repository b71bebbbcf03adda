package io.jackdaw.benchmarks.kafka;

import java.util.Map;

/** When a record counts as written. */
public enum Acknowledged {
  /** By the leader, acks=1. */
  BY_LEADER("1", (short) 1, Map.of()),
  /** By all in-sync replicas, acks=all; producers are idempotent, as is their default. */
  BY_ALL("all", (short) -1, Map.of()),
  /** The same, and on the disk: fsync before each answer, shared by those that wait for it. */
  ON_DISK("all", (short) -1, Map.of("flush.messages", "1"));

  private final String acks;
  private final short code;
  private final Map<String, String> topicConfigs;

  Acknowledged(String acks, short code, Map<String, String> topicConfigs) {
    this.acks = acks;
    this.code = code;
    this.topicConfigs = topicConfigs;
  }

  String acks() {
    return acks;
  }

  short code() {
    return code;
  }

  boolean isIdempotent() {
    return this != BY_LEADER;
  }

  Map<String, String> topicConfigs() {
    return topicConfigs;
  }
}
