package io.jackdaw.zookeeper.op;

/** An operation that changes nothing but the requester's watches. */
public non-sealed interface ReadOperation<Q> extends Operation<Q> {
  /** Answers from the tree as it is; called inside {@code ZnodeTree.reading}. */
  Outcome read(Q request, Reading reading);

  /** Whether it has to see everything that was proposed before it, also by others. */
  default boolean catchesUp() {
    return false;
  }
}
