package io.jackdaw.zookeeper.change;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The changes since a moment, waiting for their one reader. The apply thread puts them in and never
 * waits: when more than {@code maxBytes} wait, or the tree is replaced, the feed drops all and is
 * over.
 */
public final class ChangeFeed implements ChangeListener {
  private static final int COMMAND_BYTES = 64;

  private final long maxBytes;
  private final Deque<Commit> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private boolean over;

  /** What one command did. */
  public record Commit(long index, long zxid, List<ZnodeChange> changes) {
    private long sizeBytes() {
      long bytes = COMMAND_BYTES;
      for (ZnodeChange change : changes) {
        byte[] data = change.data();
        bytes += COMMAND_BYTES + change.path().length() + (data == null ? 0 : data.length);
      }
      return bytes;
    }
  }

  /**
   * @param maxBytes that may wait, about
   */
  public ChangeFeed(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public synchronized void applied(long index, long zxid, List<ZnodeChange> changes) {
    if (over || changes.isEmpty()) {
      return;
    }
    Commit commit = new Commit(index, zxid, List.copyOf(changes));
    waitingBytes += commit.sizeBytes();
    if (waitingBytes > maxBytes) {
      over = true;
      waiting.clear();
    } else {
      waiting.add(commit);
    }
    notifyAll();
  }

  @Override
  public synchronized void replaced(long zxid) {
    over = true;
    waiting.clear();
    notifyAll();
  }

  /** Whether changes were dropped; nothing comes any more then. */
  public synchronized boolean isOver() {
    return over;
  }

  /** The next commit; waits up to {@code waitMs} for one, and returns null if none came. */
  public synchronized @Nullable Commit poll(long waitMs) throws InterruptedException {
    if (waiting.isEmpty() && !over) {
      TimeUnit.MILLISECONDS.timedWait(this, waitMs);
    }
    Commit next = waiting.poll();
    if (next != null) {
      waitingBytes -= next.sizeBytes();
    }
    return next;
  }
}
