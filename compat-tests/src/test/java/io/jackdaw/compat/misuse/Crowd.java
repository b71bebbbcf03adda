package io.jackdaw.compat.misuse;

import io.jackdaw.compat.rig.RawConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Many connections to one port at once. */
final class Crowd implements AutoCloseable {
  private static final int KEPT_FOR_OTHERS = 1_000;

  private final List<RawConnection> connections = new ArrayList<>();

  /** Something that each of them does. */
  interface Step {
    void take(RawConnection connection) throws IOException;
  }

  /**
   * @param wanted how many; fewer if this process may not open so many files, which is said
   * @param greeting what each does as soon as it is connected
   */
  Crowd(int port, int wanted, Step greeting) throws IOException {
    int count = Math.min(wanted, permitted());
    if (count < wanted) {
      System.out.printf("only %d connections instead of %d: see ulimit -n%n", count, wanted);
    }
    for (int i = 0; i < count; i++) {
      RawConnection connection = new RawConnection(port);
      connections.add(connection);
      greeting.take(connection);
    }
  }

  private static int permitted() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
      if (line.startsWith("Max open files")) {
        String soft = line.substring(26).trim().split("\\s+")[0];
        return soft.equals("unlimited")
            ? Integer.MAX_VALUE
            : Integer.parseInt(soft) - KEPT_FOR_OTHERS;
      }
    }
    return KEPT_FOR_OTHERS;
  }

  int size() {
    return connections.size();
  }

  /** Each takes the step, one after the other; all have sent before the first one waits. */
  void each(Step step) throws IOException {
    for (RawConnection connection : connections) {
      step.take(connection);
    }
  }

  @Override
  public void close() throws IOException {
    each(RawConnection::close);
  }
}
