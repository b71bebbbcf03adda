package io.jackdaw.kafka.api;

import java.util.ArrayList;
import java.util.List;

/**
 * The end of a connection, for those who work for it for longer: what nobody will read need not be
 * waited for. On the connection's event loop only.
 */
public final class ConnectionEnd {
  private final List<Runnable> actions = new ArrayList<>(1);

  /** Runs {@code action} at the end, unless it is {@link #forget forgotten} before. */
  void await(Runnable action) {
    actions.add(action);
  }

  void forget(Runnable action) {
    actions.remove(action);
  }

  /** The end has come. */
  public void reached() {
    List.copyOf(actions).forEach(Runnable::run);
    actions.clear();
  }
}
