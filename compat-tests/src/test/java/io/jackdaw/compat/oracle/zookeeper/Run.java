package io.jackdaw.compat.oracle.zookeeper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One program on one service. Where that has several servers, each step begins when all of them
 * have applied all before, and a client that connects anew often comes to another one.
 */
final class Run implements AutoCloseable {
  private static final int TIMEOUT_MS = 300_000;
  private static final int SHORTEST_MS = 1;
  private static final long EXPIRY_PATIENCE_MS = 10_000;
  private static final String OPEN = "31:world:anyone";

  /** Every second time that a client connects it turns to the next server. */
  private static final int STAYS = 2;

  private final List<Integer> ports;
  private final String root;
  private final Sight sight;

  /** One for each server. */
  private final List<Client> observers = new ArrayList<>();

  private final Map<String, Client> clients = new LinkedHashMap<>();

  /**
   * Makes the root of the program.
   *
   * @param root a path directly below {@code /}, never used before
   */
  Run(List<Integer> ports, String root) {
    this.ports = List.copyOf(ports);
    this.root = root;
    Client first = new Client("first", ports::getFirst, new Sight(root, 0));
    first.open(TIMEOUT_MS);
    first.send(List.of(Request.of(Operation.CREATE, "@", Token.NULL, OPEN, 0)), root);
    long base = first.seenZxid();
    first.send(List.of(Request.of(Operation.CLOSE_SESSION)), root);
    first.cut();
    sight = new Sight(root, base);
    for (int port : ports) {
      Client observer = new Client("observer", () -> port, sight);
      observer.open(TIMEOUT_MS);
      observers.add(observer);
    }
    long opened = zxid();
    for (int more = 1; more < ports.size(); more++) {
      sight.uncounted(opened--);
    }
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

  /** Whether there is another leader now than when it began. */
  boolean anotherLed() {
    return ports.size() > 1 && sight.isOfAnotherTerm(zxid());
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
      case Step.Resume resume -> resume(client, TIMEOUT_MS);
      case Step.Guess guess when !client.hasSession() -> List.of("no session");
      case Step.Guess guess -> client.guess(TIMEOUT_MS);
      case Step.Expire expire when !client.hasSession() -> List.of("no session");
      case Step.Expire expire -> expire(client);
      case Step.Send send when !client.isConnected() -> List.of("not connected");
      case Step.Send send -> client.send(send.requests(), root);
    };
  }

  /**
   * Apache's servers move a session, give it another timeout, or find out that it is none, without
   * a command; ours with one, if there are several.
   */
  private List<String> resume(Client client, int timeoutMs) {
    long before = zxid();
    List<String> seen = client.resume(timeoutMs);
    if (ports.size() > 1 && zxid() == before + 1) {
      sight.uncounted(before + 1);
    }
    return seen;
  }

  /** The end of a session is a command like any other: the zxid tells when it has been applied. */
  private List<String> expire(Client client) {
    List<String> seen = new ArrayList<>(resume(client, SHORTEST_MS));
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

  /** The newest of all servers. */
  private long zxid() {
    agree();
    Client observer = observers.getFirst();
    observer.barrier();
    return observer.seenZxid();
  }

  /** Makes every server apply what any of them has acknowledged. */
  private void agree() {
    if (ports.size() > 1) {
      observers.forEach(each -> each.send(List.of(Request.of(Operation.SYNC, "/")), root));
    }
  }

  /** Makes every client read what it has been sent so far. */
  private void barrier(List<String> lines) {
    agree();
    Map<String, List<String>> seen = new LinkedHashMap<>();
    clients.forEach(
        (name, client) -> {
          if (client.isConnected()) {
            seen.put(name, client.ping());
          }
        });
    observers.forEach(Client::ping);
    seen.forEach((name, of) -> of.addAll(clients.get(name).pong()));
    observers.forEach(Client::pong);
    seen.forEach((name, of) -> note(name, of, lines));
  }

  private static void note(String client, List<String> seen, List<String> lines) {
    seen.forEach(line -> lines.add(client + ": " + line));
  }

  private Client client(String name) {
    int[] turn = {STAYS * clients.size()};
    return new Client(name, () -> ports.get(turn[0]++ / STAYS % ports.size()), sight);
  }

  /** Ends all sessions, so that nothing of this run happens during the next. */
  @Override
  public void close() {
    clients.values().forEach(client -> client.closeSessions(TIMEOUT_MS, root));
    observers.forEach(client -> client.closeSessions(TIMEOUT_MS, root));
  }
}
