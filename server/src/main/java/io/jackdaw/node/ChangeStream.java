package io.jackdaw.node;

import io.jackdaw.consensus.StateMachine;
import io.jackdaw.zookeeper.ChangeHistory;
import io.jackdaw.zookeeper.change.ChangeFeed;
import io.jackdaw.zookeeper.change.ChangeListener;
import io.jackdaw.zookeeper.change.ZnodeChange;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams every change of the coordination service into the topic {@code __coordination}: first
 * what the log holds and the topic does not, then what happens. Exactly once: the end of the topic
 * says where to go on, and a log that is replayed says the same again.
 *
 * <p>In an ensemble every node has a stream, and one topic is everybody's: the node whose broker
 * leads the topic writes, what its own server applies. The others keep their logs until it has
 * written, so that it can go on where it stopped, however long it was away.
 *
 * <p>One thread of its own, which may fall behind: a feed that is over is replaced by the log.
 */
final class ChangeStream implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeStream.class);
  private static final long FEED_BYTES = 32L * 1024 * 1024;
  private static final long WAIT_MS = 500;
  private static final long PAUSE_MS = 1000;

  private final Coordination coordination;
  private final String bootstrapServers;
  private final int brokerId;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  /** Starts streaming; the broker serves already. */
  ChangeStream(Coordination coordination, String bootstrapServers, int brokerId) {
    this.coordination = coordination;
    this.bootstrapServers = bootstrapServers;
    this.brokerId = brokerId;
    this.thread = Thread.ofPlatform().daemon().name("jackdaw-changes").start(this::run);
  }

  private void run() {
    try {
      do {
        untilFailure();
      } while (!closing.await(PAUSE_MS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException | InterruptException ended) {
      LOG.debug("The stream of changes ends", ended);
    }
  }

  private void untilFailure() throws InterruptedException {
    try {
      int leader = ChangeTopic.leader(bootstrapServers, brokerId);
      if (leader == brokerId) {
        write();
      } else if (leader != ChangeTopic.NONE) {
        new FollowedTopic(coordination, bootstrapServers, brokerId).follow(closing);
      }
    } catch (InterruptException ended) {
      throw ended;
    } catch (RuntimeException failure) {
      if (isOpen()) {
        LOG.warn("The stream of changes stopped and begins again: {}", failure.toString());
      }
    }
  }

  private void write() throws InterruptedException {
    try (ChangeTopic topic = ChangeTopic.open(bootstrapServers, brokerId, coordination::streamed)) {
      while (isOpen()) {
        stream(topic);
      }
    }
  }

  private boolean isOpen() {
    return closing.getCount() > 0;
  }

  /** Until the feed is over, which is when the log has to be asked again. */
  private void stream(ChangeTopic topic) throws InterruptedException {
    ChangeFeed feed = new ChangeFeed(FEED_BYTES);
    ZnodeTree.Moment opened = coordination.tell(feed);
    try {
      if (topic.zxid() < opened.zxid()) {
        catchUp(topic, opened.index());
      }
      coordination.streamed(opened.index());
      LOG.info("Changes are streamed topic={}", ChangeTopic.PARTITION.topic());
      while (isOpen() && !feed.isOver()) {
        ChangeFeed.Commit next = feed.poll(WAIT_MS);
        if (next != null) {
          topic.append(next);
        }
      }
    } finally {
      coordination.tell(null);
    }
  }

  private void catchUp(ChangeTopic topic, long toIndex) {
    Appending appending = new Appending(topic);
    StateMachine machine = ChangeHistory.telling(appending);
    long from = coordination.history().replay(machine, toIndex);
    topic.flush();
    LOG.info(
        "Changes of the log are streamed fromIndex={} toIndex={} commands={}",
        from,
        toIndex,
        appending.commands);
  }

  /** What a replayed log tells. */
  private static final class Appending implements ChangeListener {
    private final ChangeTopic topic;
    private long commands;

    Appending(ChangeTopic topic) {
      this.topic = topic;
    }

    @Override
    public void applied(long index, long zxid, List<ZnodeChange> changes) {
      commands++;
      topic.append(new ChangeFeed.Commit(index, zxid, changes));
    }

    @Override
    public void replaced(long zxid) {
      if (topic.zxid() > 0 && zxid > topic.zxid()) {
        LOG.warn(
            "What changed between zxid 0x{} and 0x{} is not in the log any more, and missing in the"
                + " topic",
            Long.toHexString(topic.zxid()),
            Long.toHexString(zxid));
      }
    }
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
