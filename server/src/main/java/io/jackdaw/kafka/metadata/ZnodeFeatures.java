package io.jackdaw.kafka.metadata;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.protocol.Errors;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/**
 * Changes the levels in {@code /feature}. Answers when this broker's image shows the change. Any
 * thread.
 */
public final class ZnodeFeatures {
  private static final int ATTEMPTS = 5;

  /** What the levels become, or why they do not. */
  public sealed interface Outcome {
    record Wanted(Map<String, Short> levels) implements Outcome {}

    record Refused(Errors error, String message) implements Outcome {}
  }

  private final ZookeeperClient client;
  private final ClusterFollower follower;

  public ZnodeFeatures(ZookeeperClient client, ClusterFollower follower) {
    this.client = client;
    this.follower = follower;
  }

  /**
   * Replaces the levels by what {@code decision} makes of them; it may be asked again if they
   * change meanwhile.
   *
   * @param validateOnly only says whether it could be done
   */
  public CompletionStage<Outcome> alter(
      boolean validateOnly, Function<Map<String, Short>, Outcome> decision) {
    return alter(validateOnly, decision, ATTEMPTS);
  }

  private CompletionStage<Outcome> alter(
      boolean validateOnly, Function<Map<String, Short>, Outcome> decision, int attempts) {
    return client
        .read(Znodes.FEATURE)
        .thenCompose(
            reply -> {
              if (!reply.ok() && reply.code() != Code.NONODE) {
                return CompletableFuture.completedStage(failed(reply.code()));
              }
              Outcome outcome = decision.apply(levels(reply.value()));
              if (validateOnly || !(outcome instanceof Outcome.Wanted wanted)) {
                return CompletableFuture.completedStage(outcome);
              }
              return client
                  .write(write(reply.value(), wanted))
                  .thenCompose(
                      written -> {
                        if (written.ok()) {
                          return follower.caughtUp().thenApply(tree -> outcome);
                        }
                        boolean raced =
                            written.code() == Code.BADVERSION
                                || written.code() == Code.NODEEXISTS
                                || written.unknown();
                        return raced && attempts > 1
                            ? alter(false, decision, attempts - 1)
                            : CompletableFuture.completedStage(failed(written.code()));
                      });
            });
  }

  private static Map<String, Short> levels(@Nullable Znode znode) {
    if (znode == null || znode.data().length == 0) {
      return Map.of();
    }
    try {
      return FeatureZnode.decode(znode.data()).levels();
    } catch (MalformedZnodeException malformed) {
      return Map.of();
    }
  }

  private static ZnodeWrite write(@Nullable Znode before, Outcome.Wanted wanted) {
    byte[] data = new FeatureZnode(true, wanted.levels()).encode();
    return before == null
        ? ZnodeWrite.create(Znodes.FEATURE, data)
        : new ZnodeWrite.Write(Znodes.FEATURE, data, before.version());
  }

  private static Outcome failed(Code code) {
    return new Outcome.Refused(
        code == Code.CONNECTIONLOSS || code == Code.SESSIONEXPIRED
            ? Errors.REQUEST_TIMED_OUT
            : Errors.UNKNOWN_SERVER_ERROR,
        "The coordination service answered " + code + ".");
  }
}
