package io.jackdaw.node;

import io.jackdaw.zookeeper.tree.ZnodeTree;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic of changes while another node's broker leads it: looked at from time to time, so that
 * this server drops of its log what is written, and no more. One thread.
 */
final class FollowedTopic {
  private static final Logger LOG = LoggerFactory.getLogger(FollowedTopic.class);
  private static final long LOOK_MS = 15_000;
  private static final int MAX_MOMENTS = 1000;

  private final Coordination coordination;
  private final String bootstrapServers;
  private final int brokerId;

  /** Of this server; what is written up to one of them is needed no more. */
  private final Deque<ZnodeTree.Moment> moments = new ArrayDeque<>();

  FollowedTopic(Coordination coordination, String bootstrapServers, int brokerId) {
    this.coordination = coordination;
    this.bootstrapServers = bootstrapServers;
    this.brokerId = brokerId;
  }

  /** Until this node's broker leads the topic, or the end. */
  void follow(CountDownLatch closing) throws InterruptedException {
    LOG.info("Another node streams the changes topic={}", ChangeTopic.PARTITION.topic());
    do {
      try {
        look();
      } catch (IllegalStateException | org.apache.kafka.common.errors.ApiException notNow) {
        // Its broker may be down: then it is waited for.
        LOG.debug("The topic of changes is not reached", notNow);
      }
    } while (!closing.await(LOOK_MS, TimeUnit.MILLISECONDS) && !isOurs());
  }

  private boolean isOurs() throws InterruptedException {
    try {
      return ChangeTopic.leader(bootstrapServers, brokerId) == brokerId;
    } catch (IllegalStateException notNow) {
      LOG.debug("The leader of the topic of changes is not known", notNow);
      return false;
    }
  }

  private void look() {
    if (moments.size() < MAX_MOMENTS) {
      moments.add(coordination.tell(null));
    }
    Properties client = TopicPosition.client(bootstrapServers);
    long written = TopicPosition.of(ChangeTopic.PARTITION, client).zxid();
    while (!moments.isEmpty() && moments.getFirst().zxid() <= written) {
      coordination.streamed(moments.removeFirst().index());
    }
  }
}
