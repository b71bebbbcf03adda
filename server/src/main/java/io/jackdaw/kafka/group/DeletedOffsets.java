package io.jackdaw.kafka.group;

import java.util.Map;
import org.apache.kafka.common.protocol.Errors;

/**
 * What became of offsets that were to be deleted.
 *
 * @param error about the group as a whole; then there are no partitions
 * @param partitions by topic and partition
 */
public record DeletedOffsets(Errors error, Map<String, Map<Integer, Errors>> partitions) {}
