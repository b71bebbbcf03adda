package io.jackdaw.compat.oracle.kafka;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/** Members of classic groups join, sync, live and leave. */
final class MemberSteps {
  /** Longer than any program, so that nobody leaves for being slow. */
  private static final int PATIENCE_MS = 300_000;

  private final Dice dice;
  private final Draft draft;

  MemberSteps(Dice dice, Draft draft) {
    this.dice = dice;
    this.draft = draft;
  }

  /** Half of the members are static, each always under the same name. */
  private @Nullable String instance(String member) {
    String usual = member.compareTo("m2") > 0 ? "i-" + member : null;
    return dice.mostly(20, usual, null, "i-m3", "i-unknown");
  }

  private String group(String member) {
    return dice.mostly(15, "m4".equals(member) ? "h" : "g", draft.group());
  }

  Step join() {
    short version = dice.version(ApiKeys.JOIN_GROUP);
    String member = draft.member();
    String group = group(member);
    int sessionMs = dice.mostly(25, PATIENCE_MS, 1, Integer.MAX_VALUE);
    boolean known = !dice.oneIn(4);
    String type = dice.mostly(25, "consumer", "", "connect");
    List<String> protocols =
        dice.mostly(8, List.of("range", "sticky"), List.of("sticky"), List.of(), List.of("odd"));
    String instance = version >= 5 ? instance(member) : null;
    String metadata = "m" + dice.mostly(4, 1, 2);
    return new Step(
        member,
        ApiKeys.JOIN_GROUP,
        version,
        names -> {
          JoinGroupRequestProtocolCollection offered = new JoinGroupRequestProtocolCollection();
          protocols.forEach(
              name ->
                  offered.add(
                      new JoinGroupRequestProtocol()
                          .setName(name)
                          .setMetadata(metadata.getBytes(StandardCharsets.UTF_8))));
          JoinGroupRequestData request =
              new JoinGroupRequestData()
                  .setGroupId(group)
                  .setSessionTimeoutMs(sessionMs)
                  .setRebalanceTimeoutMs(PATIENCE_MS)
                  .setMemberId(
                      !known || names.memberId(member).equals(Symbols.UNKNOWN_MEMBER)
                          ? ""
                          : names.memberId(member))
                  .setGroupInstanceId(instance)
                  .setProtocolType(type)
                  .setProtocols(offered);
          return version >= 8 ? request.setReason("because") : request;
        });
  }

  Step sync() {
    short version = dice.version(ApiKeys.SYNC_GROUP);
    String member = draft.member();
    String group = group(member);
    int generationStep = dice.mostly(10, 0, 1, -1);
    String instance = version >= 3 ? instance(member) : null;
    List<String> assigned =
        dice.mostly(4, List.of("m1", "m2", "m3", "m4"), List.of("m1"), List.of());
    @Nullable String type = version >= 5 ? dice.mostly(10, "consumer", null, "connect") : null;
    @Nullable String name = version >= 5 ? dice.mostly(10, null, "sticky", "range") : null;
    return new Step(
        member,
        ApiKeys.SYNC_GROUP,
        version,
        names ->
            new SyncGroupRequestData()
                .setGroupId(group)
                .setGenerationId(names.generation(member) + generationStep)
                .setMemberId(names.memberId(member))
                .setGroupInstanceId(instance)
                .setProtocolType(type)
                .setProtocolName(name)
                .setAssignments(
                    assigned.stream()
                        .map(
                            to ->
                                new SyncGroupRequestAssignment()
                                    .setMemberId(names.memberId(to))
                                    .setAssignment(to.getBytes(StandardCharsets.UTF_8)))
                        .toList()));
  }

  Step heartbeat() {
    short version = dice.version(ApiKeys.HEARTBEAT);
    String member = draft.member();
    String group = group(member);
    int generationStep = dice.mostly(6, 0, 1, -1);
    String instance = version >= 3 ? instance(member) : null;
    return Step.of(
        ApiKeys.HEARTBEAT,
        version,
        names ->
            new HeartbeatRequestData()
                .setGroupId(group)
                .setGenerationId(names.generation(member) + generationStep)
                .setMemberId(names.memberId(member))
                .setGroupInstanceId(instance));
  }

  Step leave() {
    short version = dice.version(ApiKeys.LEAVE_GROUP);
    String first = draft.member();
    String group = group(first);
    record Leaver(String member, @Nullable String instance, boolean withId) {}
    List<Leaver> leavers =
        version < 3
            ? List.of()
            : dice.some(
                dice.mostly(3, 1, 2),
                () -> {
                  String member = draft.member();
                  String instance = instance(member);
                  return new Leaver(member, instance, instance == null || !dice.oneIn(3));
                });
    return Step.of(
        ApiKeys.LEAVE_GROUP,
        version,
        names -> {
          LeaveGroupRequestData request = new LeaveGroupRequestData().setGroupId(group);
          return version < 3
              ? request.setMemberId(names.memberId(first))
              : request.setMembers(
                  leavers.stream()
                      .map(
                          leaver ->
                              new MemberIdentity()
                                  .setMemberId(leaver.withId ? names.memberId(leaver.member) : "")
                                  .setGroupInstanceId(leaver.instance))
                      .toList());
        });
  }
}
