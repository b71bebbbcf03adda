package org.apache.kafka.streams.integration.utils;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.server.util.MockTime;

/**
 * Stands in for the class of this name in Kafka Streams' tests, which starts brokers: here there is
 * one already, at {@code jackdaw.suite.server}. Topics get one replica whatever is asked for.
 * Settings of brokers cannot be given; the server has those that the tests need.
 */
public class EmbeddedKafkaCluster {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LOOK_AGAIN_MS = 20;

  /** For timestamps of records: it stands still unless a test moves it. */
  public final MockTime time;

  public EmbeddedKafkaCluster(int brokers) {
    this(brokers, new Properties());
  }

  public EmbeddedKafkaCluster(int brokers, Properties config) {
    this(brokers, config, System.currentTimeMillis());
  }

  public EmbeddedKafkaCluster(int brokers, Properties config, long startMs) {
    this(brokers, config, List.of(), startMs);
  }

  public EmbeddedKafkaCluster(int brokers, Properties config, List<Properties> overrides) {
    this(brokers, config, overrides, System.currentTimeMillis());
  }

  public EmbeddedKafkaCluster(
      int brokers, Properties config, List<Properties> overrides, long startMs) {
    this(brokers, config, overrides, startMs, System.nanoTime());
  }

  public EmbeddedKafkaCluster(
      int brokers, Properties config, List<Properties> overrides, long startMs, long startNs) {
    time = new MockTime(startMs, startNs);
  }

  public void start() {
    clear();
  }

  public void stop() {
    clear();
  }

  private void clear() {
    try {
      deleteAllTopicsAndWait(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public String bootstrapServers() {
    return System.getProperty("jackdaw.suite.server");
  }

  public void createTopics(String... topics) throws InterruptedException {
    for (String topic : topics) {
      createTopic(topic);
    }
  }

  public void createTopic(String topic) throws InterruptedException {
    createTopic(topic, 1, 1);
  }

  public void createTopic(String topic, int partitions, int replicas) throws InterruptedException {
    createTopic(topic, partitions, replicas, Map.of());
  }

  public void createTopic(String topic, int partitions, int replicas, Map<String, String> config)
      throws InterruptedException {
    NewTopic wanted = new NewTopic(topic, partitions, (short) 1).configs(config);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (Admin admin = admin()) {
        admin.createTopics(List.of(wanted)).all().get();
        break;
      } catch (ExecutionException e) {
        // The one of this name before may still be on its way out.
        if (!(e.getCause() instanceof TopicExistsException) || System.nanoTime() > deadline) {
          throw new IllegalStateException(e.getCause());
        }
        Thread.sleep(LOOK_AGAIN_MS);
      }
    }
    await(topics -> topics.contains(topic), PATIENCE.toMillis(), "no topic " + topic);
  }

  public void deleteTopic(String topic) throws InterruptedException {
    deleteTopicsAndWait(topic);
  }

  public void deleteTopicAndWait(String topic) throws InterruptedException {
    deleteTopicsAndWait(topic);
  }

  public void deleteTopics(String... topics) throws InterruptedException {
    deleteTopicsAndWait(topics);
  }

  public void deleteTopicsAndWait(String... topics) throws InterruptedException {
    deleteTopicsAndWait(PATIENCE.toMillis(), topics);
  }

  public void deleteTopicsAndWait(long timeoutMs, String... topics) throws InterruptedException {
    List<String> unwanted = Arrays.asList(topics);
    delete(unwanted);
    await(
        present -> present.stream().noneMatch(unwanted::contains),
        timeoutMs,
        "not deleted: " + unwanted);
  }

  public void deleteAllTopicsAndWait(long timeoutMs) throws InterruptedException {
    delete(getAllTopicsInCluster());
    await(Set::isEmpty, timeoutMs, "not all deleted");
  }

  public void waitForRemainingTopics(long timeoutMs, String... topics) throws InterruptedException {
    Set<String> expected = new HashSet<>(Arrays.asList(topics));
    // Internal ones stay, and are not looked at: the server is that of other tests, too.
    expected.removeIf(topic -> topic.startsWith("__"));
    await(expected::equals, timeoutMs, "other topics than " + expected);
  }

  public Properties getLogConfig(String topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = admin()) {
      Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
      Properties set = new Properties();
      for (ConfigEntry entry : config.entries()) {
        if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG) {
          set.put(entry.name(), entry.value());
        }
      }
      return set;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Without those of the brokers' own. */
  public Set<String> getAllTopicsInCluster() {
    try (Admin admin = admin()) {
      return new HashSet<>(
          admin.listTopics(new ListTopicsOptions().listInternal(false)).names().get());
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void delete(Collection<String> topics) throws InterruptedException {
    try (Admin admin = admin()) {
      List<KafkaFuture<Void>> deleted =
          new ArrayList<>(admin.deleteTopics(topics).topicNameValues().values());
      for (KafkaFuture<Void> each : deleted) {
        try {
          each.get();
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
            throw new IllegalStateException(e.getCause());
          }
        }
      }
    }
  }

  private interface Condition {
    boolean holds(Set<String> topics);
  }

  private void await(Condition condition, long timeoutMs, String failure)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMillis(timeoutMs).toNanos();
    while (!condition.holds(getAllTopicsInCluster())) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(failure + ", but " + getAllTopicsInCluster());
      }
      Thread.sleep(LOOK_AGAIN_MS);
    }
  }

  private Admin admin() {
    Map<String, Object> config = new HashMap<>();
    config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    return Admin.create(config);
  }
}
