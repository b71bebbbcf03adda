package io.jackdaw.kafka.metadata;

import io.jackdaw.kafka.BrokerConfig.TopicPolicy;
import io.jackdaw.kafka.config.EffectiveConfigs;
import io.jackdaw.kafka.metadata.TopicCreation.Outcome.Created;
import io.jackdaw.kafka.metadata.TopicCreation.Outcome.Refused;
import io.jackdaw.kafka.quota.MutationPermits;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates, grows and deletes topics by writing their znodes; the controller, wherever it is, does
 * the rest. Answers when this broker's image shows the result.
 */
public final class ZnodeTopics implements TopicCreation {
  private static final Logger LOG = LoggerFactory.getLogger(ZnodeTopics.class);
  private static final int DEFAULT_TIMEOUT_MS = 15_000;

  private final ZookeeperClient client;
  private final ClusterFollower follower;
  private final ImageAwaiter awaiter;
  private final TopicPolicy policy;
  private final EffectiveConfigs configs;
  private final Map<String, CompletableFuture<Outcome>> underWay = new ConcurrentHashMap<>();

  public ZnodeTopics(
      ZookeeperClient client,
      ClusterFollower follower,
      ImageAwaiter awaiter,
      TopicPolicy policy,
      EffectiveConfigs configs) {
    this.client = client;
    this.follower = follower;
    this.awaiter = awaiter;
    this.policy = policy;
    this.configs = configs;
  }

  @Override
  public CompletionStage<Outcome> create(
      NewTopic topic, boolean validateOnly, int timeoutMs, MutationPermits permits) {
    ClusterImage cluster = follower.image();
    TopicPlan plan =
        TopicPlan.create(
            cluster,
            configs.cordonedBrokers(cluster.configs()),
            topic,
            policy,
            configs.logDefaults(cluster.configs()),
            bound -> ThreadLocalRandom.current().nextInt(bound));
    Refused throttled = throttled(plan, permits);
    if (throttled != null) {
      return CompletableFuture.completedStage(throttled);
    }
    return switch (plan) {
      case TopicPlan.Refused refused ->
          CompletableFuture.completedStage(new Refused(refused.error(), refused.message()));
      case TopicPlan.Planned planned when validateOnly ->
          CompletableFuture.completedStage(new Created(Uuid.ZERO_UUID, planned.assignment()));
      case TopicPlan.Planned planned -> {
        boolean hasConfig = cluster.configs().topics().containsKey(topic.name());
        yield write(topic, planned.assignment(), hasConfig, true)
            .thenCompose(
                outcome ->
                    outcome instanceof Created created
                        ? awaitLeaders(topic.name(), created, timeoutMs)
                        : CompletableFuture.completedStage(outcome));
      }
    };
  }

  /** Takes a permit for each planned partition; null if that is all right. */
  private static @Nullable Refused throttled(TopicPlan plan, MutationPermits permits) {
    try {
      if (plan instanceof TopicPlan.Planned planned) {
        permits.take(planned.assignment().size());
      }
      return null;
    } catch (ThrottlingQuotaExceededException exceeded) {
      return new Refused(Errors.THROTTLING_QUOTA_EXCEEDED, exceeded.getMessage());
    }
  }

  private CompletionStage<Outcome> write(
      NewTopic topic,
      SortedMap<Integer, List<Integer>> assignment,
      boolean hasConfig,
      boolean first) {
    Uuid id = Uuid.randomUuid();
    String configPath = Znodes.topicConfig(topic.name());
    byte[] config = new ConfigZnode(topic.configs()).encode();
    ZnodeWrite writeConfig =
        hasConfig
            ? new ZnodeWrite.Write(configPath, config, ZnodeWrite.ANY_VERSION)
            : ZnodeWrite.create(configPath, config);
    ZnodeWrite writeTopic =
        ZnodeWrite.create(Znodes.topic(topic.name()), TopicZnode.of(id, assignment).encode());
    return client
        .multi(List.of(writeConfig, writeTopic))
        .thenCompose(
            reply -> {
              if (reply.ok()) {
                LOG.info("Topic {} is created with {} partitions", topic.name(), assignment.size());
                return CompletableFuture.completedStage(new Created(id, assignment));
              }
              if (reply.failedAt() == 0 && first) {
                // The configuration came or went since the image: the other way round, then.
                return write(topic, assignment, !hasConfig, false);
              }
              return CompletableFuture.completedStage(refusal(topic.name(), reply));
            });
  }

  private static Refused refusal(String topic, MultiReply reply) {
    return reply.code() == Code.NODEEXISTS
        ? new Refused(Errors.TOPIC_ALREADY_EXISTS, "Topic '" + topic + "' already exists.")
        : unavailable(reply);
  }

  private static Refused unavailable(MultiReply reply) {
    if (reply.isForLater()) {
      return new Refused(
          Errors.KAFKA_STORAGE_ERROR,
          "The coordination service takes no writes now; is its disk full?");
    }
    if (reply.code() == Code.MARSHALLINGERROR) {
      return new Refused(
          Errors.INVALID_REQUEST, "The topic's configuration or assignment is too large.");
    }
    return reply.unknown()
        ? new Refused(Errors.REQUEST_TIMED_OUT, null)
        : new Refused(
            Errors.UNKNOWN_SERVER_ERROR, "The coordination service answered " + reply.code() + ".");
  }

  private CompletionStage<Outcome> awaitLeaders(String name, Created created, int timeoutMs) {
    if (timeoutMs <= 0) {
      return CompletableFuture.completedStage(new Refused(Errors.REQUEST_TIMED_OUT, null));
    }
    return awaiter
        .await(image -> hasLeaders(image.topic(name), created.assignment().lastKey()), timeoutMs)
        .thenApply(seen -> seen ? created : new Refused(Errors.REQUEST_TIMED_OUT, null));
  }

  private static boolean hasLeaders(@Nullable TopicImage topic, int lastPartition) {
    return topic != null
        && topic.partitions().containsKey(lastPartition)
        && topic.partitions().values().stream().allMatch(it -> it.leader() >= 0);
  }

  @Override
  public CompletionStage<Outcome> createWithDefaults(String topic) {
    CompletableFuture<Outcome> mine = new CompletableFuture<>();
    CompletableFuture<Outcome> other = underWay.putIfAbsent(topic, mine);
    if (other != null) {
      return other;
    }
    NewTopic asked = InternalTopics.withDefaults(topic, policy, follower.image().brokers().size());
    create(asked, false, DEFAULT_TIMEOUT_MS)
        .whenComplete(
            (outcome, failure) -> {
              underWay.remove(topic);
              if (outcome == null) {
                mine.completeExceptionally(
                    failure == null ? new IllegalStateException("No outcome") : failure);
              } else {
                mine.complete(outcome);
              }
            });
    return mine;
  }

  /**
   * Adds partitions to a topic.
   *
   * @param count of all partitions afterwards
   * @param assignment replicas of the new ones; null to have them chosen
   * @param permits asked for each new partition
   */
  public CompletionStage<Outcome> grow(
      String topic,
      int count,
      @Nullable List<List<Integer>> assignment,
      boolean validateOnly,
      int timeoutMs,
      MutationPermits permits) {
    TopicPlan plan = planGrowth(follower.image(), topic, count, assignment);
    Refused throttled = throttled(plan, permits);
    return throttled == null
        ? grow(topic, count, assignment, validateOnly, timeoutMs, 3)
        : CompletableFuture.completedStage(throttled);
  }

  private TopicPlan planGrowth(
      ClusterImage cluster, String topic, int count, @Nullable List<List<Integer>> manual) {
    return TopicPlan.grow(
        cluster, configs.cordonedBrokers(cluster.configs()), topic, count, manual);
  }

  private CompletionStage<Outcome> grow(
      String topic,
      int count,
      @Nullable List<List<Integer>> manual,
      boolean validateOnly,
      int timeoutMs,
      int attempts) {
    TreeImage tree = follower.tree();
    TopicImage image = tree.cluster().topic(topic);
    TopicPlan plan = planGrowth(tree.cluster(), topic, count, manual);
    if (plan instanceof TopicPlan.Refused refused) {
      return CompletableFuture.completedStage(new Refused(refused.error(), refused.message()));
    }
    if (image == null || !(plan instanceof TopicPlan.Planned planned)) {
      throw new IllegalStateException("Plan for topic " + topic + " without the topic");
    }
    Created created = new Created(image.id(), planned.assignment());
    if (validateOnly) {
      return CompletableFuture.completedStage(created);
    }
    TopicZnode znode = TopicZnode.of(image);
    planned
        .assignment()
        .forEach(
            (index, replicas) -> znode.partitions().put(index, TopicZnode.Assignment.of(replicas)));
    int version = tree.topicVersions().getOrDefault(topic, ZnodeWrite.ANY_VERSION);
    return client
        .write(new ZnodeWrite.Write(Znodes.topic(topic), znode.encode(), version))
        .thenCompose(
            reply -> {
              if (reply.ok()) {
                LOG.info("Topic {} has {} partitions now", topic, count);
                return awaitLeaders(topic, created, timeoutMs);
              }
              if (reply.code() == Code.BADVERSION && attempts > 1) {
                return follower
                    .caughtUp()
                    .thenCompose(now -> grow(topic, count, manual, false, timeoutMs, attempts - 1));
              }
              return CompletableFuture.completedStage(unavailable(reply));
            });
  }

  /**
   * Marks a topic for deletion; told when the image no longer has it, or it has another id.
   *
   * @param permits asked for each of its partitions
   */
  public CompletionStage<Errors> delete(String topic, int timeoutMs, MutationPermits permits) {
    TopicImage image = follower.image().topic(topic);
    if (image == null) {
      return CompletableFuture.completedStage(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }
    try {
      permits.take(image.partitions().size());
    } catch (ThrottlingQuotaExceededException exceeded) {
      return CompletableFuture.completedStage(Errors.THROTTLING_QUOTA_EXCEEDED);
    }
    return client
        .write(ZnodeWrite.createEmpty(Znodes.deletion(topic)))
        .thenCompose(
            reply -> {
              if (!reply.ok() && reply.code() != Code.NODEEXISTS) {
                return CompletableFuture.completedStage(unavailable(reply).error());
              }
              if (timeoutMs <= 0) {
                return CompletableFuture.completedStage(Errors.REQUEST_TIMED_OUT);
              }
              return awaiter
                  .await(now -> isGone(now.topic(topic), image.id()), timeoutMs)
                  .thenApply(gone -> gone ? Errors.NONE : Errors.REQUEST_TIMED_OUT);
            });
  }

  private static boolean isGone(@Nullable TopicImage now, Uuid id) {
    return now == null || !now.id().equals(id);
  }
}
