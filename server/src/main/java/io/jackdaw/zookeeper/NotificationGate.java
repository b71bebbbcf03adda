package io.jackdaw.zookeeper;

import io.jackdaw.net.Connection;
import io.jackdaw.net.OutboundFrame;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Keeps notifications and the replies to reads in the order of their zxids on one connection.
 *
 * <p>A read looks at the tree under its lock, and its reply is written after the lock is given
 * back. A change that is made in between may notify the same client; were that sent first, the
 * client would hear of a change of a znode before it knows that it watches it. So the reader closes
 * the gate while it still holds the lock, and opens it when its reply is on its way.
 */
final class NotificationGate {
  private final Connection connection;
  private final Queue<OutboundFrame> held = new ArrayDeque<>(2);
  private int closed;

  NotificationGate(Connection connection) {
    this.connection = connection;
  }

  synchronized void close() {
    closed++;
  }

  synchronized void open() {
    closed--;
    if (closed == 0) {
      for (OutboundFrame frame = held.poll(); frame != null; frame = held.poll()) {
        connection.push(frame);
      }
    }
  }

  /** Takes a notification, which leaves when its command is done with. */
  synchronized void send(OutboundFrame frame) {
    if (closed > 0) {
      held.add(frame);
    } else {
      connection.post(frame);
    }
  }
}
