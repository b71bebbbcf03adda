package io.jackdaw.cli;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.node.Jackdaw;
import io.jackdaw.node.NodeConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a node until the process is asked to end (SIGTERM, Ctrl-C), then closes it cleanly. */
final class Foreground {
  /** Environment variable that names a file to write when the node is ready. */
  static final String READY_FILE = "JACKDAW_READY_FILE";

  private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);
  private static final int FAILED = 1;

  private Foreground() {}

  /**
   * Blocks until the process ends.
   *
   * @param ready called once, when all of the node answers
   * @param closed called when the node is closed
   */
  static void run(NodeConfig config, Consumer<Jackdaw> ready, Runnable closed) {
    Jackdaw jackdaw = start(config);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  jackdaw.close();
                  closed.run();
                  ended.countDown();
                },
                "shutdown"));
    jackdaw.failure().thenAccept(Foreground::halt);
    ready.accept(jackdaw);
    String readyFile = System.getenv(READY_FILE);
    if (readyFile != null) {
      ReadyFile.write(Path.of(readyFile), addresses(config, jackdaw));
    }
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends the process as a crash would: after a failed sync nothing that is written now can be
   * trusted, so nothing is closed in order, and the next start finds out what is on the disk.
   */
  private static void halt(String why) {
    LOG.error("The node stops at once: {}. Check the disk, then start it again", why);
    System.err.println("jackdaw: stopped, " + why);
    Runtime.getRuntime().halt(FAILED);
  }

  static Map<String, String> addresses(NodeConfig config, Jackdaw jackdaw) {
    Map<String, String> addresses = new LinkedHashMap<>();
    if (config.broker().isPresent()) {
      addresses.put("kafka", jackdaw.bootstrapServers());
    }
    if (config.coordination().isPresent()) {
      addresses.put("zookeeper", jackdaw.connectString());
    }
    addresses.putAll(jackdaw.operatorAddresses());
    return addresses;
  }

  private static Jackdaw start(NodeConfig config) {
    try {
      return Jackdaw.start(config);
    } catch (RuntimeException e) {
      String message = e.getMessage() == null ? e.toString() : e.getMessage();
      Throwable cause = e.getCause();
      String reason = cause == null ? null : cause.getMessage();
      boolean more = reason != null && !message.contains(reason);
      throw new Failure(more ? message + ": " + reason : message, "", e);
    }
  }
}
