package io.jackdaw.kafka.metadata;

import java.util.List;
import org.apache.zookeeper.KeeperException.Code;

/**
 * The answer to several writes in one step.
 *
 * @param failedAt index of the write that was refused; −1 when none was, or nobody knows
 * @param written by index, the znode as a {@link ZnodeWrite.Write} left it, without its data; a
 *     version of −1 for other writes
 * @param created by index, the path of a {@link ZnodeWrite.Create}; empty for other writes
 */
public record MultiReply(Code code, int failedAt, List<Znode> written, List<String> created) {
  public boolean ok() {
    return code == Code.OK;
  }

  /** Whether it was surely not done, but may be tried again: the service's disk is full, say. */
  public boolean isForLater() {
    return code == Code.THROTTLEDOP;
  }

  /** Whether the step may or may not have been done: the connection or session was lost. */
  public boolean unknown() {
    return new Reply<>(code, null).unknown();
  }
}
