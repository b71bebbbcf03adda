package io.jackdaw.compat.torture;

import io.jackdaw.compat.torture.ZnodeOperation.Action;
import io.jackdaw.compat.torture.ZnodeOperation.Reply;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Creates, sets, deletes and reads the znodes of the round together with others like it, creates
 * sequential znodes, and now and then reads what earlier rounds have left.
 */
final class ZnodeWorker extends Worker {
  static final String SEQUENCE = "/sequence/n-";
  private static final Duration PAUSE = Duration.ofMillis(8);
  private static final Duration PAUSE_WITHOUT_SERVER = Duration.ofMillis(50);

  private final SplittableRandom random;
  private final String connectString;
  private final Duration sessionTimeout;
  private final Rounds rounds;
  private final History history;
  private final ZnodeSession.Opener opener;
  private final Map<String, Integer> versions = new HashMap<>();
  private long values;

  ZnodeWorker(
      String name,
      SplittableRandom random,
      String connectString,
      Duration sessionTimeout,
      Rounds rounds,
      History history) {
    this(name, random, connectString, sessionTimeout, rounds, history, ZnodeSession::new);
  }

  /**
   * @param opener opens the sessions that it uses
   */
  ZnodeWorker(
      String name,
      SplittableRandom random,
      String connectString,
      Duration sessionTimeout,
      Rounds rounds,
      History history,
      ZnodeSession.Opener opener) {
    super(name);
    this.opener = opener;
    this.random = random;
    this.connectString = connectString;
    this.sessionTimeout = sessionTimeout;
    this.rounds = rounds;
    this.history = history;
  }

  @Override
  void work() throws InterruptedException {
    while (!isStopped()) {
      try (ZnodeSession session = opener.open(name(), connectString, sessionTimeout, history)) {
        useUntilItEnds(session);
      }
    }
  }

  private void useUntilItEnds(ZnodeSession session) throws InterruptedException {
    while (!isStopped() && !session.isOver()) {
      if (random.nextInt(10) == 0) {
        pace(session.createSequential(SEQUENCE) ? PAUSE : PAUSE_WITHOUT_SERVER);
        continue;
      }
      Reply reply = actOnce(session);
      pace(reply instanceof Reply.Unknown ? PAUSE_WITHOUT_SERVER : PAUSE);
    }
  }

  private Reply actOnce(ZnodeSession session) throws InterruptedException {
    int now = rounds.number();
    boolean looksBack = now > 0 && random.nextInt(8) == 0;
    String path = Rounds.path(looksBack ? random.nextInt(now) : now, random.nextInt(2));
    Reply reply = session.perform(path, looksBack ? new Action.Read() : action(path));
    if (reply instanceof Reply.Found found) {
      versions.put(path, found.version());
      progressed();
    }
    return reply;
  }

  private Action action(String path) {
    int expected = versions.getOrDefault(path, 0);
    return switch (random.nextInt(20)) {
      case 0, 1, 2 -> new Action.Create(value(), false);
      case 3 -> new Action.Delete(random.nextBoolean() ? -1 : expected);
      case 4, 5, 6, 7, 8, 9 -> new Action.Set(value(), -1);
      case 10, 11, 12, 13 -> new Action.Set(value(), expected);
      default -> new Action.Read();
    };
  }

  private String value() {
    return name() + "#" + values++;
  }
}
