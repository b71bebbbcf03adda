package io.jackdaw.kafka.metadata;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.CoordinatorLoadInProgressException;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/**
 * Gives out producer ids from blocks of a thousand, each reserved by a conditional write to {@code
 * /latest_producer_id_block}.
 */
public final class ProducerIdBlocks implements ProducerIds {
  private static final long BLOCK_SIZE = 1000;

  private final ZookeeperClient client;
  private final int brokerId;

  // All guarded by this.
  private final ArrayDeque<CompletableFuture<Long>> waiting = new ArrayDeque<>();
  private long next;
  private long end;
  private boolean reserving;

  public ProducerIdBlocks(ZookeeperClient client, int brokerId) {
    this.client = client;
    this.brokerId = brokerId;
  }

  @Override
  public CompletionStage<Long> next() {
    synchronized (this) {
      if (next < end) {
        return CompletableFuture.completedStage(next++);
      }
      CompletableFuture<Long> id = new CompletableFuture<>();
      waiting.add(id);
      if (!reserving) {
        reserving = true;
        reserve();
      }
      return id;
    }
  }

  private void reserve() {
    client.read(Znodes.PRODUCER_ID_BLOCK).thenAccept(this::reserveAfter);
  }

  private void reserveAfter(Reply<Znode> reply) {
    if (!reply.ok()) {
      fail(reply.code());
      return;
    }
    Znode znode = reply.get();
    long first;
    try {
      first = znode.data().length == 0 ? 0 : ProducerIdBlockZnode.decode(znode.data()).last() + 1;
    } catch (MalformedZnodeException malformed) {
      fail(Code.BADARGUMENTS);
      return;
    }
    byte[] block = new ProducerIdBlockZnode(brokerId, first, first + BLOCK_SIZE - 1).encode();
    client
        .write(new ZnodeWrite.Write(Znodes.PRODUCER_ID_BLOCK, block, znode.version()))
        .thenAccept(
            written -> {
              if (written.ok()) {
                giveOut(first);
              } else if (written.code() == Code.BADVERSION || written.unknown()) {
                // Another broker was faster, or nobody knows: the next block is as good.
                reserve();
              } else {
                fail(written.code());
              }
            });
  }

  private void giveOut(long first) {
    while (true) {
      CompletableFuture<Long> id;
      long value;
      synchronized (this) {
        if (reserving) {
          reserving = false;
          next = first;
          end = first + BLOCK_SIZE;
        }
        id = waiting.peek();
        if (id == null) {
          return;
        }
        if (next >= end) {
          reserving = true;
          break;
        }
        waiting.poll();
        value = next++;
      }
      id.complete(value);
    }
    reserve();
  }

  private void fail(Code code) {
    ArrayDeque<CompletableFuture<Long>> failed;
    synchronized (this) {
      reserving = false;
      failed = new ArrayDeque<>(waiting);
      waiting.clear();
    }
    failed.forEach(id -> id.completeExceptionally(unavailable(code)));
  }

  private static RuntimeException unavailable(@Nullable Code code) {
    return new CoordinatorLoadInProgressException(
        "No producer id can be reserved: the coordination service answered " + code);
  }
}
