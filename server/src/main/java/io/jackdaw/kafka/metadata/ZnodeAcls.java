package io.jackdaw.kafka.metadata;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/**
 * Changes the znodes of access rules, each with a notice for brokers of older make. A resource
 * without rules has no znode.
 */
public final class ZnodeAcls {
  private static final int ATTEMPTS = 5;

  private final ZookeeperClient client;

  public ZnodeAcls(ZookeeperClient client) {
    this.client = client;
  }

  /**
   * Replaces the rules of a pattern by what {@code change} makes of them; it may be asked again.
   */
  public CompletionStage<Errors> change(
      ResourcePattern pattern, UnaryOperator<Set<AccessControlEntry>> change) {
    return change(pattern, change, ATTEMPTS);
  }

  private CompletionStage<Errors> change(
      ResourcePattern pattern, UnaryOperator<Set<AccessControlEntry>> change, int attempts) {
    String path = AclZnode.path(pattern);
    return client
        .read(path)
        .thenCompose(
            reply -> {
              Znode znode = reply.value();
              Set<AccessControlEntry> now =
                  znode == null ? Set.of() : AclZnode.decode(znode.data()).entries();
              Set<AccessControlEntry> wanted = change.apply(now);
              ZnodeWrite write = write(path, znode, wanted);
              if (write == null || wanted.equals(now)) {
                return CompletableFuture.completedStage(Errors.NONE);
              }
              return client
                  .multi(List.of(write, AclZnode.notice(pattern)))
                  .thenCompose(written -> answer(pattern, change, attempts, written));
            });
  }

  private CompletionStage<Errors> answer(
      ResourcePattern pattern,
      UnaryOperator<Set<AccessControlEntry>> change,
      int attempts,
      MultiReply written) {
    if (written.ok()) {
      return CompletableFuture.completedStage(Errors.NONE);
    }
    if (attempts <= 1) {
      return CompletableFuture.completedStage(Errors.REQUEST_TIMED_OUT);
    }
    if (written.code() != Code.NONODE) {
      return change(pattern, change, attempts - 1);
    }
    return ZnodeParents.create(client, AclZnode.path(pattern))
        .thenCompose(done -> ZnodeParents.create(client, AclZnode.notice(pattern).path()))
        .thenCompose(done -> change(pattern, change, attempts - 1));
  }

  private static @Nullable ZnodeWrite write(
      String path, @Nullable Znode before, Set<AccessControlEntry> wanted) {
    byte[] data = new AclZnode(wanted).encode();
    if (before == null) {
      return wanted.isEmpty() ? null : ZnodeWrite.create(path, data);
    }
    return wanted.isEmpty()
        ? new ZnodeWrite.Delete(path, before.version())
        : new ZnodeWrite.Write(path, data, before.version());
  }
}
