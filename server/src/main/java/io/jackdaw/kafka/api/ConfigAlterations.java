package io.jackdaw.kafka.api;

import io.jackdaw.kafka.config.AlterationRules;
import io.jackdaw.kafka.config.EffectiveConfigs;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.TopicImage;
import io.jackdaw.kafka.metadata.ZnodeConfigs;
import io.jackdaw.kafka.metadata.ZnodeConfigs.Alteration;
import io.jackdaw.kafka.metadata.ZnodeConfigs.Entity;
import io.jackdaw.kafka.metadata.Znodes;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** What both ways of altering a configuration share: whose it is, and what it may become. */
public final class ConfigAlterations {
  /** How one resource's alteration ended. */
  record Result(Errors error, @Nullable String message) {
    static final Result DONE = new Result(Errors.NONE, null);

    static Result of(ApiException refused) {
      return new Result(Errors.forException(refused), refused.getMessage());
    }
  }

  private final ClusterView cluster;
  private final int brokerId;
  private final EffectiveConfigs configs;
  private final ZnodeConfigs znodes;

  public ConfigAlterations(
      ClusterView cluster, int brokerId, EffectiveConfigs configs, ZnodeConfigs znodes) {
    this.cluster = cluster;
    this.brokerId = brokerId;
    this.configs = configs;
    this.znodes = znodes;
  }

  /**
   * Alters one resource.
   *
   * @param change makes the new overrides from the present ones; may throw {@link ApiException}
   */
  CompletionStage<Result> alter(
      byte resourceType,
      String name,
      boolean validateOnly,
      UnaryOperator<Map<String, String>> change) {
    try {
      return switch (ConfigResource.Type.forId(resourceType)) {
        case TOPIC -> {
          checkTopic(name, change);
          yield alter(Entity.TOPICS, name, validateOnly, change);
        }
        case BROKER -> {
          checkBroker(name);
          String entity = name.isEmpty() ? Znodes.DEFAULT_ENTITY : name;
          yield alter(Entity.BROKERS, entity, validateOnly, change);
        }
        case BROKER_LOGGER, CLIENT_METRICS, GROUP ->
            throw new InvalidRequestException(
                "Configurations of type %s are not served yet"
                    .formatted(ConfigResource.Type.forId(resourceType)));
        case UNKNOWN -> throw new InvalidRequestException("Unknown resource type " + resourceType);
      };
    } catch (ApiException refused) {
      return CompletableFuture.completedStage(Result.of(refused));
    }
  }

  private void checkTopic(String name, UnaryOperator<Map<String, String>> change) {
    TopicImage topic = cluster.image().topic(name);
    if (topic == null || topic.deleting()) {
      // What is wrong in itself is said first: the operation, the name, the values.
      Map<String, String> wanted = change.apply(Map.of());
      if (name.isEmpty()) {
        throw new InvalidRequestException("Default topic resources are not allowed.");
      }
      Topic.validate(name);
      if (decide(Entity.TOPICS, Map.of(), now -> wanted) instanceof Alteration.Refused refused) {
        throw refused.error().exception(refused.message());
      }
      throw new UnknownTopicOrPartitionException("The topic '" + name + "' does not exist.");
    }
  }

  private void checkBroker(String name) {
    if (!name.isEmpty() && BrokerName.parse("Node", name) != brokerId) {
      throw new InvalidRequestException(
          "Unexpected broker id, expected %d, but received %s".formatted(brokerId, name));
    }
  }

  private CompletionStage<Result> alter(
      Entity entity, String name, boolean validateOnly, UnaryOperator<Map<String, String>> change) {
    return znodes
        .alter(entity, name, validateOnly, now -> decide(entity, now, change))
        .thenApply(
            alteration ->
                alteration instanceof Alteration.Refused refused
                    ? new Result(refused.error(), refused.message())
                    : Result.DONE);
  }

  private Alteration decide(
      Entity entity, Map<String, String> now, UnaryOperator<Map<String, String>> change) {
    try {
      Map<String, String> wanted = change.apply(now);
      if (entity == Entity.TOPICS) {
        AlterationRules.checkTopic(now, wanted, configs.logDefaults(cluster.image().configs()));
      } else {
        AlterationRules.checkBroker(now, wanted);
      }
      return new Alteration.Wanted(wanted);
    } catch (ApiException refused) {
      return new Alteration.Refused(Errors.forException(refused), refused.getMessage());
    } catch (ConfigException invalid) {
      Errors error = entity == Entity.TOPICS ? Errors.INVALID_CONFIG : Errors.INVALID_REQUEST;
      return new Alteration.Refused(error, invalid.getMessage());
    }
  }

  /**
   * What is wrong with the keys of one resource; null if nothing.
   *
   * @param nulls keys that have no value and need one
   */
  static @Nullable Result checkKeys(Collection<String> keys, List<String> nulls) {
    if (new HashSet<>(keys).size() != keys.size()) {
      return new Result(Errors.INVALID_REQUEST, "Error due to duplicate config keys");
    }
    if (!nulls.isEmpty()) {
      return new Result(
          Errors.INVALID_REQUEST, "Null value not supported for : " + String.join(", ", nulls));
    }
    return null;
  }

  /** The answer for each resource that was named more than once. */
  static Result namedTwice() {
    return new Result(Errors.INVALID_REQUEST, "Each resource must appear at most once.");
  }
}
