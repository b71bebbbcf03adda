package io.jackdaw.zookeeper;

import io.jackdaw.consensus.StateMachine;
import io.jackdaw.zookeeper.change.ChangeListener;
import io.jackdaw.zookeeper.op.Operations;
import io.jackdaw.zookeeper.session.SessionEvents;
import io.jackdaw.zookeeper.session.SessionTable;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import io.jackdaw.zookeeper.watch.Watches;

/** Finds out again what the commands of a journal did, on a tree of its own. */
public final class ChangeHistory {
  private ChangeHistory() {}

  /** A state machine to replay a journal on; it tells {@code listener} of each command. */
  public static StateMachine telling(ChangeListener listener) {
    ZnodeTree tree = new ZnodeTree();
    tree.tell(listener);
    return new TreeStateMachine(
        tree, new Watches(), new SessionTable(), new Operations(false), SessionEvents.UNHEARD);
  }
}
