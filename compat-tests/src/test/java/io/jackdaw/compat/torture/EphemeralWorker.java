package io.jackdaw.compat.torture;

import io.jackdaw.compat.torture.ZnodeOperation.Action;
import io.jackdaw.compat.torture.ZnodeOperation.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Opens one session after the other, each with an ephemeral znode, keeps it for a while, and closes
 * it or falls silent.
 */
final class EphemeralWorker extends Worker {
  private static final Duration PAUSE = Duration.ofMillis(40);
  private static final int MOST_READS = 40;

  private final SplittableRandom random;
  private final String connectString;
  private final Duration sessionTimeout;
  private final Rounds rounds;
  private final Ephemerals ephemerals;
  private final History history;
  private int opened;

  EphemeralWorker(
      String name,
      SplittableRandom random,
      String connectString,
      Duration sessionTimeout,
      Rounds rounds,
      Ephemerals ephemerals,
      History history) {
    super(name);
    this.random = random;
    this.connectString = connectString;
    this.sessionTimeout = sessionTimeout;
    this.rounds = rounds;
    this.ephemerals = ephemerals;
    this.history = history;
  }

  @Override
  void work() throws InterruptedException, IOException {
    while (!isStopped()) {
      ZnodeSession session = new ZnodeSession(name(), connectString, sessionTimeout, history);
      String path = Ephemerals.PARENT + "/" + name() + "-" + opened++;
      ephemerals.add(path);
      live(session, path);
      end(session);
    }
  }

  private void live(ZnodeSession session, String path) throws InterruptedException {
    boolean created = false;
    for (int reads = random.nextInt(MOST_READS);
        reads >= 0 && !isStopped() && !session.isOver();
        reads--) {
      // Once is enough: a creation of unknown outcome is not repeated, it just is not judged.
      Reply reply =
          session.perform(
              path, created ? new Action.Read() : new Action.Create(name() + opened, true));
      created = true;
      if (reply instanceof Reply.Found) {
        progressed();
      }
      pace(PAUSE);
    }
  }

  private void end(ZnodeSession session) throws IOException {
    long id = session.id();
    int round = rounds.number();
    if (!session.isOver() && random.nextInt(3) == 0) {
      history.invoke(name(), "fall silent");
      session.zookeeper().getTestable().injectSessionExpiration();
      ephemerals.abandoned(id);
      return;
    }
    long invokedNs = history.invoke(name(), "close the session");
    boolean wasConnected = session.zookeeper().getState().isConnected();
    session.close();
    if (wasConnected && rounds.isQuietSince(round)) {
      // Apache's client does not tell whether its close was answered; without a fault it was.
      history.complete(
          new SessionEnd(name(), id, "the client closed it", invokedNs, history.now()));
    }
    ephemerals.abandoned(id);
  }
}
