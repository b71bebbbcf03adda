package io.jackdaw.kafka.metadata;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/**
 * Changes the configuration znodes of entities, each with a notice in {@code /config/changes} for
 * brokers of older make. Answers when this broker's image shows the change.
 */
public final class ZnodeConfigs {
  private static final int ATTEMPTS = 5;

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
   * @param validateOnly only says whether it could be done
   */
  public CompletionStage<Alteration> alter(
      ConfigEntity entity, boolean validateOnly, Decision decision) {
    return alter(entity, validateOnly, decision, ATTEMPTS);
  }

  private CompletionStage<Alteration> alter(
      ConfigEntity entity, boolean validateOnly, Decision decision, int attempts) {
    return client
        .read(entity.znode())
        .thenCompose(
            reply -> {
              Alteration alteration = decide(reply, decision);
              if (validateOnly || !(alteration instanceof Alteration.Wanted wanted)) {
                return CompletableFuture.completedStage(alteration);
              }
              return write(entity, wanted, reply.value())
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
                            ? alterAgain(entity, written.code(), decision, attempts - 1)
                            : CompletableFuture.completedStage(failed(written.code()));
                      });
            });
  }

  /** With the parents made first, if they were what was missing. */
  private CompletionStage<Alteration> alterAgain(
      ConfigEntity entity, Code code, Decision decision, int attempts) {
    CompletionStage<?> ready =
        code == Code.NONODE
            ? ZnodeParents.create(client, entity.znode())
            : CompletableFuture.completedStage(null);
    return ready.thenCompose(done -> alter(entity, false, decision, attempts));
  }

  private static Alteration decide(Reply<Znode> reply, Decision decision) {
    Znode znode = reply.value();
    if (znode == null) {
      return reply.code() == Code.NONODE ? decision.decide(Map.of()) : failed(reply.code());
    }
    try {
      if (znode.data().length == 0) {
        return decision.decide(Map.of());
      }
      return decision.decide(ConfigZnode.decode(znode.data()).config());
    } catch (MalformedZnodeException malformed) {
      return decision.decide(Map.of());
    }
  }

  private CompletableFuture<MultiReply> write(
      ConfigEntity entity, Alteration.Wanted wanted, @Nullable Znode before) {
    byte[] data = new ConfigZnode(wanted.config()).encode();
    String path = entity.znode();
    ZnodeWrite config =
        before == null
            ? ZnodeWrite.create(path, data)
            : new ZnodeWrite.Write(path, data, before.version());
    ZnodeWrite notice =
        new ZnodeWrite.Create(
            Znodes.CONFIG_CHANGE, ConfigZnode.change(entity.path()), ZnodeWrite.Kind.SEQUENTIAL);
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
