package io.jackdaw.kafka.group.consumer;

/**
 * Where a member stands.
 *
 * @param epoch it is to send; −2 for a static member that is away
 * @param previousEpoch accepted too, as the answer that told of the new one may be lost
 * @param assigned partitions it may read
 * @param revoking partitions it is to give up, not yet free
 */
public record CurrentAssignment(
    int epoch,
    int previousEpoch,
    MemberState state,
    OwnedPartitions assigned,
    OwnedPartitions revoking) {
  /** Of a static member that left to come back. */
  public static final int AWAY = -2;

  /** Of one who has just come. */
  public static final CurrentAssignment NEW =
      new CurrentAssignment(0, 0, MemberState.STABLE, OwnedPartitions.NONE, OwnedPartitions.NONE);

  /** At another epoch, remembering the one before. */
  CurrentAssignment moved(
      int toEpoch, MemberState toState, OwnedPartitions nowAssigned, OwnedPartitions nowRevoking) {
    return new CurrentAssignment(toEpoch, epoch, toState, nowAssigned, nowRevoking);
  }

  public boolean isReconciledTo(int targetEpoch) {
    return state == MemberState.STABLE && epoch == targetEpoch;
  }
}
