package io.jackdaw.compat.oracle.zookeeper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One program on one server. */
final class Run implements AutoCloseable {
  private static final int TIMEOUT_MS = 300_000;
  private static final int SHORTEST_MS = 1;
  private static final long EXPIRY_PATIENCE_MS = 10_000;
  private static final String OPEN = "31:world:anyone";

  private final int port;
  private final String root;
  private final Sight sight;
  private final Client observer;
  private final Map<String, Client> clients = new LinkedHashMap<>();

  /**
   * Makes the root of the program.
   *
   * @param root a path directly below {@code /}, never used before
   */
  Run(int port, String root) {
    this.port = port;
    this.root = root;
    Client first = new Client("first", port, new Sight(root, 0));
    first.open(TIMEOUT_MS);
    first.send(List.of(Request.of(Operation.CREATE, "@", Token.NULL, OPEN, 0)), root);
    long base = first.seenZxid();
    first.send(List.of(Request.of(Operation.CLOSE_SESSION)), root);
    first.cut();
    sight = new Sight(root, base);
    observer = client("observer");
    observer.open(TIMEOUT_MS);
  }

  /** What all clients see of each step: the lines of each client in their order. */
  List<List<String>> steps(Program program) {
    List<List<String>> seen = new ArrayList<>();
    for (Step step : program.steps()) {
      List<String> lines = new ArrayList<>();
      note(step.client(), act(step), lines);
      barrier(lines);
      seen.add(endsSession(step) ? withEventsSorted(lines) : lines);
    }
    return seen;
  }

  private static boolean endsSession(Step step) {
    return step instanceof Step.Expire
        || (step instanceof Step.Send send
            && send.requests().stream().anyMatch(r -> r.operation() == Operation.CLOSE_SESSION));
  }

  /** A session's ephemerals are deleted in no order. */
  private static List<String> withEventsSorted(List<String> lines) {
    List<String> sorted = new ArrayList<>();
    int from = 0;
    for (String line : lines) {
      sorted.add(line);
      if (!line.contains(": event ")) {
        from = sorted.size();
      }
      sorted.subList(from, sorted.size()).sort(null);
    }
    return sorted;
  }

  private List<String> act(Step step) {
    Client client = clients.computeIfAbsent(step.client(), this::client);
    return switch (step) {
      case Step.Open open -> client.open(open.timeoutMs());
      case Step.Cut cut -> {
        client.cut();
        yield List.of();
      }
      case Step.Resume resume when !client.hasSession() -> List.of("no session");
      case Step.Resume resume -> client.resume(TIMEOUT_MS);
      case Step.Guess guess when !client.hasSession() -> List.of("no session");
      case Step.Guess guess -> client.guess(TIMEOUT_MS);
      case Step.Expire expire when !client.hasSession() -> List.of("no session");
      case Step.Expire expire -> expire(client);
      case Step.Send send when !client.isConnected() -> List.of("not connected");
      case Step.Send send -> client.send(send.requests(), root);
    };
  }

  /** The end of a session is a command like any other: the zxid tells when it has been applied. */
  private List<String> expire(Client client) {
    List<String> seen = new ArrayList<>(client.resume(SHORTEST_MS));
    boolean resumed = client.isConnected();
    client.cut();
    long before = zxid();
    long end = System.nanoTime() + EXPIRY_PATIENCE_MS * 1_000_000;
    while (resumed && zxid() == before) {
      if (System.nanoTime() > end) {
        seen.add("never expires");
        break;
      }
      pauseBriefly();
    }
    return seen;
  }

  private static void pauseBriefly() {
    java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
  }

  private long zxid() {
    observer.barrier();
    return observer.seenZxid();
  }

  /** Makes every client read what it has been sent so far. */
  private void barrier(List<String> lines) {
    Map<String, List<String>> seen = new LinkedHashMap<>();
    clients.forEach(
        (name, client) -> {
          if (client.isConnected()) {
            seen.put(name, client.ping());
          }
        });
    observer.ping();
    seen.forEach((name, of) -> of.addAll(clients.get(name).pong()));
    observer.pong();
    seen.forEach((name, of) -> note(name, of, lines));
  }

  private static void note(String client, List<String> seen, List<String> lines) {
    seen.forEach(line -> lines.add(client + ": " + line));
  }

  private Client client(String name) {
    return new Client(name, port, sight);
  }

  /** Ends all sessions, so that nothing of this run happens during the next. */
  @Override
  public void close() {
    clients.put("observer", observer);
    clients.values().forEach(client -> client.closeSessions(TIMEOUT_MS, root));
  }
}
