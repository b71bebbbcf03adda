package io.jackdaw.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.jackdaw.node.Jackdaw;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.slf4j.LoggerFactory;

/** A whole node in memory, begun anew when it has grown; its errors and allocations are watched. */
final class FuzzedNode implements AutoCloseable {
  private static final long MAX_HEAP_BYTES = 500L << 20;
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Logger logger = (Logger) LoggerFactory.getLogger("io.jackdaw");
  private final ListAppender<ILoggingEvent> errors = new ListAppender<>();
  private Jackdaw node;
  private long[] threads;

  FuzzedNode() {
    logger.setLevel(Level.ERROR);
    logger.setAdditive(false);
    logger.addAppender(errors);
    errors.start();
    start();
  }

  private void start() {
    node =
        Jackdaw.builder()
            .inMemory()
            .brokerProperty("offsets.topic.num.partitions", "1")
            .coordinationProperty("maxClientCnxns", "0")
            .coordinationProperty("4lw.commands.whitelist", "*")
            .start();
    threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("jackdaw"))
            .mapToLong(Thread::threadId)
            .toArray();
  }

  int kafkaPort() {
    return port(node.bootstrapServers());
  }

  int zooKeeperPort() {
    return port(node.connectString());
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  /** Begins anew if so much was created that memory runs out; true if it did. */
  boolean renewIfGrown() {
    Runtime runtime = Runtime.getRuntime();
    if (runtime.totalMemory() - runtime.freeMemory() < MAX_HEAP_BYTES) {
      return false;
    }
    System.gc();
    if (runtime.totalMemory() - runtime.freeMemory() < MAX_HEAP_BYTES / 2) {
      return false;
    }
    node.close();
    start();
    return true;
  }

  /** Bytes that the node's threads have allocated so far. */
  long allocatedBytes() {
    return Arrays.stream(THREADS.getThreadAllocatedBytes(threads)).filter(n -> n > 0).sum();
  }

  /** What was logged as an error since the last time. */
  List<ILoggingEvent> takeErrors() {
    List<ILoggingEvent> taken = List.copyOf(errors.list);
    errors.list.clear();
    return taken;
  }

  @Override
  public void close() {
    node.close();
    logger.detachAppender(errors);
    logger.setAdditive(true);
    logger.setLevel(null);
  }
}
