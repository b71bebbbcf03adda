package io.jackdaw.zookeeper.ensemble;

import io.jackdaw.consensus.Ensemble.Readiness;
import io.jackdaw.zookeeper.session.Turn;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The only server there is. */
public final class Alone implements Membership {
  private final Supplier<@Nullable Turn> lastTurn;

  /**
   * @param lastTurn the turn of what was proposed last by anybody; null before the first
   */
  public Alone(Supplier<@Nullable Turn> lastTurn) {
    this.lastTurn = lastTurn;
  }

  @Override
  public boolean isServing() {
    return true;
  }

  @Override
  public boolean isDeciding() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public int leaderId() {
    return 0;
  }

  @Override
  public long decidingSinceMs() {
    return 0;
  }

  @Override
  public Set<Integer> followers() {
    return Set.of();
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public String mode() {
    return "standalone";
  }

  @Override
  public ServerList servers() {
    return new ServerList(List.of(), 0);
  }

  @Override
  public void prepare(ServerList next, Consumer<Readiness> answer) {
    answer.accept(Readiness.UNKNOWN);
  }

  @Override
  public Present present() {
    Turn last = lastTurn.get();
    return (caughtUp, failed) -> {
      if (last == null) {
        caughtUp.run();
      } else {
        last.afterwards(caughtUp);
      }
    };
  }
}
