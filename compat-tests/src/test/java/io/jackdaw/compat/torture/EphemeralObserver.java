package io.jackdaw.compat.torture;

import io.jackdaw.compat.torture.ZnodeOperation.Action;
import io.jackdaw.compat.torture.ZnodeOperation.Reply;
import java.time.Duration;
import java.util.SplittableRandom;

/** Looks from a session of its own whether others' ephemeral znodes are there. */
final class EphemeralObserver extends Worker {
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final SplittableRandom random;
  private final String connectString;
  private final Duration sessionTimeout;
  private final Ephemerals ephemerals;
  private final History history;
  private final ZnodeSession.Opener opener;

  /**
   * @param opener opens the sessions that it uses: such as read the newest
   */
  EphemeralObserver(
      String name,
      SplittableRandom random,
      String connectString,
      Duration sessionTimeout,
      Ephemerals ephemerals,
      History history,
      ZnodeSession.Opener opener) {
    super(name);
    this.opener = opener;
    this.random = random;
    this.connectString = connectString;
    this.sessionTimeout = sessionTimeout;
    this.ephemerals = ephemerals;
    this.history = history;
  }

  @Override
  void work() throws InterruptedException {
    while (!isStopped()) {
      try (ZnodeSession session = opener.open(name(), connectString, sessionTimeout, history)) {
        while (!session.isOver() && !isStopped()) {
          look(session);
          pace(PAUSE);
        }
      }
    }
  }

  private void look(ZnodeSession session) throws InterruptedException {
    String path = ephemerals.recent(random);
    if (path != null && !(session.perform(path, new Action.Read()) instanceof Reply.Unknown)) {
      progressed();
    }
  }
}
