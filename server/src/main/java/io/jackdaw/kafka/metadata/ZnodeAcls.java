package io.jackdaw.kafka.metadata;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/**
 * Changes the lists below {@code /kafka-acl}, one resource in one step, with a notice for brokers
 * that wait for one. Answers when this broker decides by the change. Any thread.
 */
public final class ZnodeAcls {
  private static final int ATTEMPTS = 10;

  private final ZookeeperClient client;
  private final ClusterFollower follower;

  public ZnodeAcls(ZookeeperClient client, ClusterFollower follower) {
    this.client = client;
    this.follower = follower;
  }

  /** What is there and fits. */
  public List<AclBinding> find(AclBindingFilter filter) {
    return follower.image().acls().matching(filter);
  }

  /** Adds to the list of one resource; completes with NONE once it counts. */
  public CompletionStage<Errors> add(ResourcePattern pattern, Set<AccessControlEntry> entries) {
    if (!AclPaths.isPossible(pattern.name())) {
      return CompletableFuture.completedStage(Errors.INVALID_REQUEST);
    }
    return change(
        pattern,
        now -> {
          Set<AccessControlEntry> more = new HashSet<>(now);
          more.addAll(entries);
          return more;
        },
        false,
        ATTEMPTS);
  }

  /** Takes out of the list of one resource; completes with NONE once it counts. */
  public CompletionStage<Errors> remove(ResourcePattern pattern, Set<AccessControlEntry> entries) {
    return change(
        pattern,
        now -> {
          Set<AccessControlEntry> less = new HashSet<>(now);
          less.removeAll(entries);
          return less;
        },
        false,
        ATTEMPTS);
  }

  /**
   * @param keeps whether the znode of an empty list stays, because longer names lie below it
   */
  private CompletionStage<Errors> change(
      ResourcePattern pattern,
      UnaryOperator<Set<AccessControlEntry>> change,
      boolean keeps,
      int attempts) {
    String path = AclPaths.path(pattern);
    return client
        .read(path)
        .thenCompose(
            reply -> {
              if (!reply.ok() && reply.code() != Code.NONODE) {
                return CompletableFuture.completedStage(failed(reply.code()));
              }
              Znode before = reply.value();
              Set<AccessControlEntry> now = entries(before);
              Set<AccessControlEntry> wanted = change.apply(now);
              if (wanted.equals(now)) {
                return follower.caughtUp().thenApply(tree -> Errors.NONE);
              }
              return client
                  .multi(List.of(write(path, before, wanted, keeps), AclZnode.notice(pattern)))
                  .thenCompose(
                      written -> {
                        if (written.ok()) {
                          return follower.caughtUp().thenApply(tree -> Errors.NONE);
                        }
                        return attempts > 1 && mayBeTriedAgain(written)
                            ? again(pattern, written.code(), change, attempts - 1)
                            : CompletableFuture.completedStage(failed(written.code()));
                      });
            });
  }

  private static boolean mayBeTriedAgain(MultiReply written) {
    return written.code() == Code.BADVERSION
        || written.code() == Code.NODEEXISTS
        || written.code() == Code.NONODE
        || written.code() == Code.NOTEMPTY
        || written.unknown();
  }

  /** With the directories made first, if they were what was missing. */
  private CompletionStage<Errors> again(
      ResourcePattern pattern,
      Code code,
      UnaryOperator<Set<AccessControlEntry>> change,
      int attempts) {
    CompletionStage<?> ready = CompletableFuture.completedStage(null);
    if (code == Code.NONODE) {
      ready =
          ZnodeParents.create(client, AclPaths.path(pattern))
              .thenCombine(
                  ZnodeParents.create(client, AclZnode.notice(pattern).path()), (a, b) -> a);
    }
    return ready.thenCompose(done -> change(pattern, change, code == Code.NOTEMPTY, attempts));
  }

  private static Set<AccessControlEntry> entries(@Nullable Znode znode) {
    return znode == null || znode.data().length == 0
        ? Set.of()
        : AclZnode.decode(znode.data()).entries();
  }

  /** A list without entries is no list. */
  private static ZnodeWrite write(
      String path, @Nullable Znode before, Set<AccessControlEntry> wanted, boolean keeps) {
    if (before == null) {
      return ZnodeWrite.create(path, new AclZnode(wanted).encode());
    }
    return wanted.isEmpty() && !keeps
        ? new ZnodeWrite.Delete(path, before.version())
        : new ZnodeWrite.Write(path, new AclZnode(wanted).encode(), before.version());
  }

  private static Errors failed(Code code) {
    return switch (code) {
      case CONNECTIONLOSS, SESSIONEXPIRED -> Errors.REQUEST_TIMED_OUT;
      case MARSHALLINGERROR -> Errors.INVALID_REQUEST;
      default -> Errors.UNKNOWN_SERVER_ERROR;
    };
  }
}
