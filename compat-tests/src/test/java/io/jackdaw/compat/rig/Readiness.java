package io.jackdaw.compat.rig;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waits until a server can be talked to, and fails with its output when it dies first. */
public final class Readiness {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Readiness() {}

  public static void awaitListening(ExternalProcess process, int... ports) {
    await(process, "listening on " + Arrays.toString(ports), () -> allAccept(ports));
  }

  /** Waits for more than an open port: {@code ready} says when. */
  static void await(ExternalProcess process, String what, Callable<Boolean> ready) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              if (!process.alive()) {
                throw new AssertionError("it ended: " + process.everything());
              }
              return ready.call();
            });
  }

  static boolean allAccept(int... ports) {
    return Arrays.stream(ports).allMatch(port -> accepts("127.0.0.1", port));
  }

  static boolean accepts(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
