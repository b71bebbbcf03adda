package io.jackdaw.zookeeper;

import io.jackdaw.consensus.StateMachine;
import io.jackdaw.zookeeper.tree.TreeSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * A tree's snapshot, as the log wants it.
 *
 * @param written run when it is written whole
 */
record WrittenTree(TreeSnapshot tree, Runnable written) implements StateMachine.Snapshot {
  @Override
  public void writeTo(OutputStream out) throws IOException {
    tree.writeTo(out);
    written.run();
  }

  @Override
  public <T> Optional<T> as(Class<T> type) {
    return type.isInstance(tree) ? Optional.of(type.cast(tree)) : Optional.empty();
  }

  @Override
  public void close() {
    tree.close();
  }
}
