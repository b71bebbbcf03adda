package io.jackdaw.net;

import io.netty.util.internal.PlatformDependent;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections that hold a large part of a frame which is not whole yet. All connections share
 * the direct memory; when it is short, the one that keeps it for longest without finishing has to
 * go. Any thread.
 */
final class LargeFrames {
  private final Set<SocketConnection> oldestFirst = new LinkedHashSet<>();
  private @Nullable SocketConnection leaving;

  /** Whether more than three quarters of the direct memory are in use. */
  static boolean memoryIsShort() {
    long used = PlatformDependent.usedDirectMemory();
    return used > PlatformDependent.maxDirectMemory() / 4 * 3;
  }

  synchronized void add(SocketConnection connection) {
    oldestFirst.add(connection);
  }

  synchronized void remove(SocketConnection connection) {
    oldestFirst.remove(connection);
    if (connection.equals(leaving)) {
      leaving = null;
    }
  }

  /** Ends the oldest if memory is short; the next one only when that has left. */
  void makeRoom() {
    if (memoryIsShort()) {
      SocketConnection oldest = choose();
      if (oldest != null) {
        oldest.giveUpLargeFrame();
      }
    }
  }

  private synchronized @Nullable SocketConnection choose() {
    if (leaving != null || oldestFirst.isEmpty()) {
      return null;
    }
    leaving = oldestFirst.iterator().next();
    return leaving;
  }
}
