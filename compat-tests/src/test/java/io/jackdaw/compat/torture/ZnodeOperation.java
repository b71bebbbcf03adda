package io.jackdaw.compat.torture;

/**
 * One operation on one znode.
 *
 * @param session that asked; 0 when it was not yet known
 */
record ZnodeOperation(
    String client,
    long session,
    String path,
    Action action,
    long invokedNs,
    long returnedNs,
    Reply reply)
    implements Entry {

  boolean isUnknown() {
    return reply instanceof Reply.Unknown;
  }

  /** What was asked. Values are unique; an expected version of -1 matches any. */
  sealed interface Action {
    record Create(String value, boolean ephemeral) implements Action {}

    record Set(String value, int expectedVersion) implements Action {}

    record Delete(int expectedVersion) implements Action {}

    record Read() implements Action {}
  }

  /** What was answered. */
  sealed interface Reply {
    /**
     * The znode as it was read, created or set.
     *
     * @param zxid of its last change
     * @param owner session of an ephemeral, otherwise 0
     */
    record Found(String value, int version, long zxid, long owner) implements Reply {}

    record Deleted() implements Reply {}

    /** The server said no, with Apache's name of the error. */
    record Refused(String error) implements Reply {}

    record Unknown() implements Reply {}
  }
}
