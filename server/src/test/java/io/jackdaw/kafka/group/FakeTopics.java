package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.consumer.TopicCatalog;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Topics as a test says that they are. */
final class FakeTopics implements TopicCatalog {
  private final Map<String, Facts> topics = new TreeMap<>();
  private long version;
  private long ids;

  /** Creates the topic, or gives it another number of partitions. */
  FakeTopics put(String name, int partitions) {
    return put(name, partitions, List.of());
  }

  FakeTopics put(String name, int partitions, List<Set<String>> racks) {
    Facts before = topics.get(name);
    Uuid id = before == null ? new Uuid(7, ++ids) : before.id();
    topics.put(name, new Facts(name, id, partitions, racks));
    version++;
    return this;
  }

  void remove(String name) {
    topics.remove(name);
    version++;
  }

  Uuid id(String name) {
    Facts facts = topics.get(name);
    if (facts == null) {
      throw new IllegalArgumentException("no topic " + name);
    }
    return facts.id();
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public @Nullable Facts find(String name) {
    return topics.get(name);
  }

  @Override
  public @Nullable Facts find(Uuid id) {
    return topics.values().stream().filter(facts -> facts.id().equals(id)).findFirst().orElse(null);
  }

  @Override
  public Collection<String> names() {
    return List.copyOf(topics.keySet());
  }
}
