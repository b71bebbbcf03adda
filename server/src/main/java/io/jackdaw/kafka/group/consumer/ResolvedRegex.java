package io.jackdaw.kafka.group.consumer;

import java.util.SortedSet;

/**
 * The topics that a regular expression matched.
 *
 * @param version of the catalogue they were looked up in
 * @param timestampMs when
 */
public record ResolvedRegex(SortedSet<String> topics, long version, long timestampMs) {}
