package io.jackdaw.kafka.metadata;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/**
 * Changes the configuration znodes of topics and brokers, each with a notice in {@code
 * /config/changes} for brokers of older make. Answers when this broker's image shows the change.
 */
public final class ZnodeConfigs {
  private static final int ATTEMPTS = 5;

  /** Whose configuration. */
  public enum Entity {
    TOPICS,
    BROKERS;

    private String path(String name) {
      return this == TOPICS ? Znodes.topicConfig(name) : Znodes.brokerConfig(name);
    }

    private String notice(String name) {
      return (this == TOPICS ? "topics/" : "brokers/") + name;
    }
  }

  /** What the overrides become, or why they do not. */
  public sealed interface Alteration {
    record Wanted(Map<String, String> config) implements Alteration {}

    record Refused(Errors error, @Nullable String message) implements Alteration {}
  }

  /** Decides from the overrides as they are; may be asked again if they change meanwhile. */
  public interface Decision {
    Alteration decide(Map<String, String> now);
  }

  private final ZookeeperClient client;
  private final ClusterFollower follower;

  public ZnodeConfigs(ZookeeperClient client, ClusterFollower follower) {
    this.client = client;
    this.follower = follower;
  }

  /**
   * Replaces the overrides of an entity by what {@code decision} makes of them.
   *
   * @param name a topic, a broker id, or {@link Znodes#DEFAULT_ENTITY}
   * @param validateOnly only says whether it could be done
   */
  public CompletionStage<Alteration> alter(
      Entity entity, String name, boolean validateOnly, Decision decision) {
    return alter(entity, name, validateOnly, decision, ATTEMPTS);
  }

  private CompletionStage<Alteration> alter(
      Entity entity, String name, boolean validateOnly, Decision decision, int attempts) {
    return client
        .read(entity.path(name))
        .thenCompose(
            reply -> {
              Alteration alteration = decide(reply, decision);
              if (validateOnly || !(alteration instanceof Alteration.Wanted wanted)) {
                return CompletableFuture.completedStage(alteration);
              }
              return write(entity, name, wanted, reply.value())
                  .thenCompose(
                      written -> {
                        if (written.ok()) {
                          return follower.caughtUp().thenApply(tree -> wanted);
                        }
                        boolean raced =
                            written.code() == Code.BADVERSION
                                || written.code() == Code.NODEEXISTS
                                || written.code() == Code.NONODE
                                || written.unknown();
                        return raced && attempts > 1
                            ? alter(entity, name, false, decision, attempts - 1)
                            : CompletableFuture.completedStage(failed(written.code()));
                      });
            });
  }

  private static Alteration decide(Reply<Znode> reply, Decision decision) {
    Znode znode = reply.value();
    if (znode == null) {
      return reply.code() == Code.NONODE ? decision.decide(Map.of()) : failed(reply.code());
    }
    try {
      return decision.decide(ConfigZnode.decode(znode.data()).config());
    } catch (MalformedZnodeException malformed) {
      return decision.decide(Map.of());
    }
  }

  private CompletableFuture<MultiReply> write(
      Entity entity, String name, Alteration.Wanted wanted, @Nullable Znode before) {
    byte[] data = new ConfigZnode(wanted.config()).encode();
    String path = entity.path(name);
    ZnodeWrite config =
        before == null
            ? ZnodeWrite.create(path, data)
            : new ZnodeWrite.Write(path, data, before.version());
    ZnodeWrite notice =
        new ZnodeWrite.Create(
            Znodes.CONFIG_CHANGE,
            ConfigZnode.change(entity.notice(name)),
            ZnodeWrite.Kind.SEQUENTIAL);
    return client.multi(List.of(config, notice));
  }

  private static Alteration failed(Code code) {
    if (code == Code.MARSHALLINGERROR) {
      return new Alteration.Refused(
          Errors.INVALID_CONFIG, "The configuration is larger than a znode may be.");
    }
    return new Alteration.Refused(
        code == Code.CONNECTIONLOSS || code == Code.SESSIONEXPIRED
            ? Errors.REQUEST_TIMED_OUT
            : Errors.UNKNOWN_SERVER_ERROR,
        "The coordination service answered " + code + ".");
  }
}
