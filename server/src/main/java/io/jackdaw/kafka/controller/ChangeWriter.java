package io.jackdaw.kafka.controller;

import io.jackdaw.kafka.metadata.MultiReply;
import io.jackdaw.kafka.metadata.ZnodeWrite;
import io.jackdaw.kafka.metadata.Znodes;
import io.jackdaw.kafka.metadata.ZookeeperClient;
import io.jackdaw.time.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.zookeeper.KeeperException.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes changes, many at a time, each refused when another controller has been elected. */
final class ChangeWriter {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeWriter.class);
  private static final int STEP_DELETES = 500;

  /** How it ended, the worst of all changes. */
  enum Result {
    DONE,
    REFUSED,
    FENCED;

    Result worse(Result other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  private final ZookeeperClient client;
  private final ZnodeWrite fence;
  private final EventLoop loop;

  ChangeWriter(ZookeeperClient client, int epochVersion, EventLoop loop) {
    this.client = client;
    this.fence = new ZnodeWrite.Check(Znodes.CONTROLLER_EPOCH, epochVersion);
    this.loop = loop;
  }

  /** The changes reach the service in this order, without waiting for one another. */
  CompletionStage<Result> write(List<Change> changes) {
    CompletableFuture<Result> result = CompletableFuture.completedFuture(Result.DONE);
    for (Change change : changes) {
      CompletableFuture<Result> written =
          switch (change) {
            case Change.Step step -> step(step);
            case Change.RemoveTopic removal -> remove(removal);
          };
      result = result.thenCombine(written, Result::worse);
    }
    return result;
  }

  private CompletableFuture<Result> step(Change.Step step) {
    List<ZnodeWrite> writes = new ArrayList<>();
    step.parents().forEach(parent -> writes.add(ZnodeWrite.createEmpty(parent)));
    writes.addAll(step.writes());
    return fenced(writes)
        .thenComposeAsync(
            reply -> {
              boolean parentIsThere =
                  reply.code() == Code.NODEEXISTS && reply.failedAt() <= step.parents().size();
              return parentIsThere && !step.parents().isEmpty()
                  ? oneByOne(step)
                  : CompletableFuture.completedFuture(judge(reply));
            },
            loop);
  }

  private CompletableFuture<Result> oneByOne(Change.Step step) {
    for (String parent : step.parents()) {
      fenced(List.of(ZnodeWrite.createEmpty(parent)));
    }
    return fenced(step.writes()).thenApply(this::judge);
  }

  private CompletableFuture<Result> remove(Change.RemoveTopic removal) {
    return descendants(Znodes.topic(removal.topic()))
        .thenComposeAsync(
            paths -> {
              CompletableFuture<Result> result = CompletableFuture.completedFuture(Result.DONE);
              for (int from = 0; from < paths.size(); from += STEP_DELETES) {
                List<ZnodeWrite> deletes = new ArrayList<>();
                for (String path :
                    paths.subList(from, Math.min(paths.size(), from + STEP_DELETES))) {
                  deletes.add(new ZnodeWrite.Delete(path, ZnodeWrite.ANY_VERSION));
                }
                result = result.thenCombine(fenced(deletes).thenApply(this::judge), Result::worse);
              }
              return result.thenCombine(
                  fenced(removal.last())
                      .thenApply(
                          reply -> {
                            if (reply.ok()) {
                              LOG.info("Topic {} is deleted", removal.topic());
                            }
                            return judge(reply);
                          }),
                  Result::worse);
            },
            loop);
  }

  /** All paths below {@code path}, children before their parents. */
  private CompletableFuture<List<String>> descendants(String path) {
    return client
        .children(path)
        .thenCompose(
            reply -> {
              CompletableFuture<List<String>> all =
                  CompletableFuture.completedFuture(new ArrayList<>());
              for (String name : reply.ok() ? reply.get() : List.<String>of()) {
                String child = path + "/" + name;
                all =
                    all.thenCombine(
                        descendants(child),
                        (paths, below) -> {
                          paths.addAll(below);
                          paths.add(child);
                          return paths;
                        });
              }
              return all;
            });
  }

  private CompletableFuture<MultiReply> fenced(List<ZnodeWrite> writes) {
    List<ZnodeWrite> all = new ArrayList<>();
    all.add(fence);
    all.addAll(writes);
    return client.multi(all);
  }

  private Result judge(MultiReply reply) {
    if (reply.ok()) {
      return Result.DONE;
    }
    if (reply.failedAt() == 0) {
      return Result.FENCED;
    }
    LOG.debug("A step was refused at its write {}: {}", reply.failedAt(), reply.code());
    return Result.REFUSED;
  }
}
