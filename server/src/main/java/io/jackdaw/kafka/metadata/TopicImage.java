package io.jackdaw.kafka.metadata;

import java.util.SortedMap;
import org.apache.kafka.common.Uuid;

/**
 * A topic.
 *
 * @param id {@link Uuid#ZERO_UUID} until the controller has given it one
 * @param partitions by index
 * @param deleting marked for deletion: no longer served
 */
public record TopicImage(
    String name, Uuid id, SortedMap<Integer, PartitionImage> partitions, boolean deleting) {}
