package io.jackdaw.zookeeper.op;

/**
 * An operation that is a command in the replicated log.
 *
 * <p>Its outcome may depend on nothing but its arguments and the tree: it is computed again on
 * every replica and at every restart.
 */
public non-sealed interface WriteOperation<Q> extends Operation<Q> {
  /**
   * Does what is asked, or refuses without having changed anything. Called on the apply thread,
   * inside {@code ZnodeTree.writing}.
   */
  Outcome apply(Q request, Applying applying);

  /** Whether only an open session may ask for it. */
  default boolean needsSession() {
    return true;
  }

  /** Whether also a server may ask for it that the session does not live on. */
  default boolean obeysAnyServer() {
    return false;
  }
}
