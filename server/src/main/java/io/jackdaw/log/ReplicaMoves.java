package io.jackdaw.log;

import io.jackdaw.disk.StorageException;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The logs that are moving to another log directory of this broker, a mebibyte of each at a time,
 * on the disk loop. Any thread.
 */
final class ReplicaMoves {
  private final EventLoop loop;
  private final Clock clock;
  private final Function<LogDirectory, LogEnvironment> environments;
  private final Consumer<ReplicaMove> caughtUp;
  private final Map<LogName, ReplicaMove> moves = new ConcurrentHashMap<>();
  private volatile double limit = Double.MAX_VALUE;
  private volatile IoThrottle throttle = new IoThrottle(Double.MAX_VALUE);
  private volatile boolean closed;

  /**
   * @param caughtUp finishes a move, on the disk loop
   */
  ReplicaMoves(
      EventLoop loop,
      Clock clock,
      Function<LogDirectory, LogEnvironment> environments,
      Consumer<ReplicaMove> caughtUp) {
    this.loop = loop;
    this.clock = clock;
    this.environments = environments;
    this.caughtUp = caughtUp;
  }

  void limit(double bytesPerSecond) {
    if (bytesPerSecond != limit) {
      limit = bytesPerSecond;
      throttle = new IoThrottle(bytesPerSecond);
    }
  }

  /** A move there is; null if the log stays where it is. */
  @Nullable ReplicaMove find(LogName name) {
    return moves.get(name);
  }

  Collection<ReplicaMove> all() {
    return List.copyOf(moves.values());
  }

  /** Begins to move a log. */
  void begin(PartitionLog log, LogDirectory target) {
    Path path = target.directoryOfCopy(log.name(), clock.wallMs());
    ReplicaMove move = new ReplicaMove(log, target, path, environments.apply(target));
    moves.put(log.name(), move);
    loop.execute(() -> go(move));
  }

  private void go(ReplicaMove move) {
    if (closed) {
      return;
    }
    try {
      int copied = move.step();
      if (copied > 0) {
        loop.schedule(throttle.take(copied, clock.monotonicNs()), () -> go(move));
      } else if (copied == 0) {
        move.flush();
        caughtUp.accept(move);
        moves.remove(move.source().name(), move);
      }
    } catch (StorageException failed) {
      cancel(move.source().name(), failed.getMessage());
    }
  }

  /**
   * Gives up a move, if there is one.
   *
   * @param why for the log; null if it was asked for
   */
  void cancel(LogName name, @Nullable String why) {
    ReplicaMove move = moves.remove(name);
    if (move != null) {
      move.cancel(why);
    }
  }

  void cancelIf(Predicate<ReplicaMove> condition, String why) {
    for (ReplicaMove move : all()) {
      if (condition.test(move)) {
        cancel(move.source().name(), why);
      }
    }
  }

  /** Stops; the next start begins the moves anew. */
  void close() {
    closed = true;
    moves.values().forEach(ReplicaMove::leave);
  }
}
