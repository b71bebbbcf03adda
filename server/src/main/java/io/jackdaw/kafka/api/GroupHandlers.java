package io.jackdaw.kafka.api;

import io.jackdaw.kafka.group.GroupCoordinator;
import io.jackdaw.kafka.metadata.ClusterView;
import java.util.List;

/** The handlers of the group APIs, for whoever wires a broker. */
public final class GroupHandlers {
  private GroupHandlers() {}

  /** All but FindCoordinator, which groups share with others. */
  public static List<ApiHandler<?, ?>> of(GroupCoordinator coordinator, ClusterView cluster) {
    return List.of(
        new JoinGroupHandler(coordinator),
        new SyncGroupHandler(coordinator),
        new HeartbeatHandler(coordinator),
        new LeaveGroupHandler(coordinator),
        new OffsetCommitHandler(coordinator, cluster),
        new OffsetFetchHandler(coordinator, cluster),
        new OffsetDeleteHandler(coordinator, cluster),
        new DescribeGroupsHandler(coordinator),
        new ListGroupsHandler(coordinator),
        new DeleteGroupsHandler(coordinator));
  }
}
