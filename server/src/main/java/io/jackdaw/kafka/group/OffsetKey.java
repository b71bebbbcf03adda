package io.jackdaw.kafka.group;

/** What an offset is committed for. */
record OffsetKey(String group, String topic, int partition) {}
