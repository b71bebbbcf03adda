package io.jackdaw.kafka.metadata;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;

/**
 * {@code /brokers/topics/<topic>}: which brokers hold which partition. Written as version 3 (Kafka
 * 2.8 and later); versions 1 and 2 have no topic id.
 *
 * @param id {@link Uuid#ZERO_UUID} when it has none
 * @param partitions by index
 */
public record TopicZnode(Uuid id, SortedMap<Integer, Assignment> partitions) {
  /** Replicas of a partition, those being added and removed among them. */
  public record Assignment(List<Integer> replicas, List<Integer> adding, List<Integer> removing) {
    public Assignment {
      replicas = List.copyOf(replicas);
      adding = List.copyOf(adding);
      removing = List.copyOf(removing);
    }

    /** Replicas that are not about to change. */
    public static Assignment of(List<Integer> replicas) {
      return new Assignment(replicas, List.of(), List.of());
    }
  }

  /** A topic whose replicas are not about to change. */
  public static TopicZnode of(Uuid id, Map<Integer, List<Integer>> replicas) {
    SortedMap<Integer, Assignment> partitions = new TreeMap<>();
    replicas.forEach((partition, brokers) -> partitions.put(partition, Assignment.of(brokers)));
    return new TopicZnode(id, partitions);
  }

  /** What the image of a topic was read from. */
  public static TopicZnode of(TopicImage topic) {
    SortedMap<Integer, Assignment> partitions = new TreeMap<>();
    topic
        .partitions()
        .forEach(
            (index, it) ->
                partitions.put(
                    index,
                    new Assignment(it.replicas(), it.addingReplicas(), it.removingReplicas())));
    return new TopicZnode(topic.id(), partitions);
  }

  public byte[] encode() {
    Map<String, Object> replicas = new LinkedHashMap<>();
    Map<String, Object> adding = new LinkedHashMap<>();
    Map<String, Object> removing = new LinkedHashMap<>();
    partitions.forEach(
        (index, assignment) -> {
          replicas.put(index.toString(), assignment.replicas());
          if (!assignment.adding().isEmpty()) {
            adding.put(index.toString(), assignment.adding());
          }
          if (!assignment.removing().isEmpty()) {
            removing.put(index.toString(), assignment.removing());
          }
        });
    return ZnodeJson.create()
        .put("partitions", replicas)
        .put("topic_id", id.equals(Uuid.ZERO_UUID) ? null : id.toString())
        .put("adding_replicas", adding)
        .put("removing_replicas", removing)
        .put("version", 3)
        .bytes();
  }

  static TopicZnode decode(byte[] data) {
    ZnodeJson json = ZnodeJson.parse(data);
    Map<String, Object> adding = json.object("adding_replicas");
    Map<String, Object> removing = json.object("removing_replicas");
    SortedMap<Integer, Assignment> partitions = new TreeMap<>();
    json.object("partitions")
        .forEach(
            (index, replicas) ->
                partitions.put(
                    index(index),
                    new Assignment(
                        ZnodeJson.ints(replicas),
                        ZnodeJson.ints(adding.getOrDefault(index, new ArrayList<>())),
                        ZnodeJson.ints(removing.getOrDefault(index, new ArrayList<>())))));
    String id = json.text("topic_id");
    try {
      return new TopicZnode(id == null ? Uuid.ZERO_UUID : Uuid.fromString(id), partitions);
    } catch (IllegalArgumentException malformed) {
      throw new MalformedZnodeException("topic_id is not an id: " + id);
    }
  }

  private static int index(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException malformed) {
      throw new MalformedZnodeException("a partition was expected instead of " + text);
    }
  }
}
