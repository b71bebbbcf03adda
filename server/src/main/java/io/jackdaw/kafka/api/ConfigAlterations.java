package io.jackdaw.kafka.api;

import io.jackdaw.kafka.config.AlterationRules;
import io.jackdaw.kafka.config.ClientMetricsRules;
import io.jackdaw.kafka.config.CordonedDirectories;
import io.jackdaw.kafka.config.EffectiveConfigs;
import io.jackdaw.kafka.config.GroupRules;
import io.jackdaw.kafka.config.LoggerLevels;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.ConfigEntity;
import io.jackdaw.kafka.metadata.TopicImage;
import io.jackdaw.kafka.metadata.ZnodeConfigs;
import io.jackdaw.kafka.metadata.ZnodeConfigs.Alteration;
import io.jackdaw.kafka.metadata.Znodes;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
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
          yield alter(ConfigEntity.topic(name), validateOnly, now -> ofTopic(now, change));
        }
        case BROKER -> {
          if (!name.isEmpty()) {
            checkBroker(name, "Unexpected broker id, expected %d, but received %s");
          }
          String broker = name.isEmpty() ? Znodes.DEFAULT_ENTITY : name;
          yield alter(
              ConfigEntity.broker(broker),
              validateOnly,
              now -> ofBroker(now, name.isEmpty(), change));
        }
        case CLIENT_METRICS ->
            alter(
                ConfigEntity.clientMetrics(name),
                validateOnly,
                now -> ofClientMetrics(name, now, change));
        case GROUP ->
            alter(ConfigEntity.group(name), validateOnly, now -> ofGroup(name, now, change));
        case BROKER_LOGGER, UNKNOWN ->
            throw new InvalidRequestException("Unknown resource type " + resourceType);
      };
    } catch (ApiException refused) {
      return CompletableFuture.completedStage(Result.of(refused));
    }
  }

  /**
   * Alters the levels of loggers.
   *
   * @param levels by logger, in the order asked; null to go back to the level above
   */
  CompletionStage<Result> alterLoggers(
      String name, boolean validateOnly, Map<String, @Nullable String> levels) {
    try {
      checkBroker(name, "Unexpected node id. Expected %d, but received %s");
      levels.forEach(LoggerLevels::check);
      if (!validateOnly) {
        levels.forEach(LoggerLevels::set);
      }
      return CompletableFuture.completedStage(Result.DONE);
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
      if (ofTopic(Map.of(), now -> wanted) instanceof Alteration.Refused refused) {
        throw refused.error().exception(refused.message());
      }
      throw new UnknownTopicOrPartitionException("The topic '" + name + "' does not exist.");
    }
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private void checkBroker(String name, String refusal) {
    if (BrokerName.parse("Node", name) != brokerId) {
      throw new InvalidRequestException(refusal.formatted(brokerId, name));
    }
  }

  private CompletionStage<Result> alter(
      ConfigEntity entity, boolean validateOnly, ZnodeConfigs.Decision decision) {
    return znodes
        .alter(entity, validateOnly, decision)
        .thenApply(
            alteration ->
                alteration instanceof Alteration.Refused refused
                    ? new Result(refused.error(), refused.message())
                    : Result.DONE);
  }

  private Alteration ofTopic(Map<String, String> now, UnaryOperator<Map<String, String>> change) {
    return decide(
        now,
        change,
        Errors.INVALID_CONFIG,
        wanted ->
            AlterationRules.checkTopic(
                now, wanted, configs.logDefaults(cluster.image().configs())));
  }

  private Alteration ofBroker(
      Map<String, String> now, boolean ofAll, UnaryOperator<Map<String, String>> change) {
    return decide(
        now,
        change,
        Errors.INVALID_REQUEST,
        wanted -> {
          AlterationRules.checkBroker(now, wanted, ofAll);
          CordonedDirectories.check(wanted, configs.logDirectories());
        });
  }

  private static Alteration ofClientMetrics(
      String name, Map<String, String> now, UnaryOperator<Map<String, String>> change) {
    return decide(
        now, change, Errors.INVALID_REQUEST, wanted -> ClientMetricsRules.check(name, wanted));
  }

  private Alteration ofGroup(
      String name, Map<String, String> now, UnaryOperator<Map<String, String>> change) {
    return decide(
        now,
        change,
        Errors.INVALID_CONFIG,
        wanted ->
            GroupRules.check(name, wanted, configs.describeBroker(cluster.image().configs())));
  }

  /**
   * Makes the new overrides and looks whether they may be.
   *
   * @param invalid the error for a value that is not allowed
   */
  private static Alteration decide(
      Map<String, String> now,
      UnaryOperator<Map<String, String>> change,
      Errors invalid,
      Consumer<Map<String, String>> check) {
    try {
      Map<String, String> wanted = change.apply(now);
      check.accept(wanted);
      return new Alteration.Wanted(wanted);
    } catch (ApiException refused) {
      return new Alteration.Refused(Errors.forException(refused), refused.getMessage());
    } catch (ConfigException refused) {
      return new Alteration.Refused(invalid, refused.getMessage());
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
