package io.jackdaw.kafka.group;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData;
import org.apache.kafka.common.message.ShareGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;

/** The commands and the shown forms of share groups in a transcript, and their state's place. */
final class ShareTranscript implements ShareStates {
  private final ConsumerTranscript consumers;
  private boolean refusing;

  ShareTranscript(ConsumerTranscript consumers) {
    this.consumers = consumers;
  }

  void refuse(boolean now) {
    refusing = now;
  }

  @Override
  public CompletionStage<Map<Uuid, Set<Integer>>> initialize(
      String group, Map<Uuid, Set<Integer>> partitions) {
    return CompletableFuture.completedFuture(refusing ? Map.of() : partitions);
  }

  @Override
  public CompletionStage<Boolean> end(String group, Map<Uuid, ? extends Set<Integer>> partitions) {
    return CompletableFuture.completedFuture(!refusing);
  }

  /** {@code share who epoch=0 topics=t+u …}; the member's id is the caller's name. */
  ShareHeartbeat heartbeat(String who, Map<String, String> args) {
    return new ShareHeartbeat(
        args.getOrDefault("group", "g"),
        args.getOrDefault("member", who),
        Integer.parseInt(args.getOrDefault("epoch", "0")),
        args.get("rack"),
        args.containsKey("topics") ? Arrays.asList(args.get("topics").split("\\+")) : null,
        who,
        "/127.0.0.1");
  }

  String show(ShareGroupHeartbeatResponseData answer) {
    if (answer.errorCode() != Errors.NONE.code()) {
      return Errors.forCode(answer.errorCode()) + ": " + answer.errorMessage();
    }
    String assignment = "";
    if (answer.assignment() != null) {
      Map<Uuid, Collection<Integer>> partitions = new HashMap<>();
      answer
          .assignment()
          .topicPartitions()
          .forEach(topic -> partitions.put(topic.topicId(), topic.partitions()));
      assignment = " assignment=" + consumers.show(partitions);
    }
    return "epoch=" + answer.memberEpoch() + assignment;
  }

  String show(ShareGroupDescribeResponseData.DescribedGroup group) {
    if (group.errorCode() != Errors.NONE.code()) {
      return Errors.forCode(group.errorCode()) + ": " + group.errorMessage();
    }
    StringBuilder members = new StringBuilder();
    for (ShareGroupDescribeResponseData.Member member : group.members()) {
      Map<Uuid, Collection<Integer>> partitions = new HashMap<>();
      member
          .assignment()
          .topicPartitions()
          .forEach(topic -> partitions.put(topic.topicId(), topic.partitions()));
      members
          .append("\n    ")
          .append(member.memberId())
          .append(" epoch=")
          .append(member.memberEpoch())
          .append(" has=")
          .append(consumers.show(partitions));
    }
    return "%s %s epoch=%d/%d assignor=%s%s"
        .formatted(
            group.groupId(),
            group.groupState(),
            group.groupEpoch(),
            group.assignmentEpoch(),
            group.assignorName(),
            members);
  }

  String show(ShareGroupRecord record) {
    return switch (record) {
      case ShareGroupRecord.Epoch epoch -> "share epoch " + epoch.epoch();
      case ShareGroupRecord.EpochTombstone gone -> "share group " + gone.group() + " gone";
      case ShareGroupRecord.TargetEpoch epoch -> "targets of epoch " + epoch.epoch();
      case ShareGroupRecord.TargetEpochTombstone gone -> "targets gone";
      case ShareGroupRecord.Metadata member ->
          "member "
              + member.member()
              + " "
              + (member.value() == null ? "gone" : "reads " + member.value().topics());
      case ShareGroupRecord.Target target ->
          "target "
              + target.member()
              + " "
              + (target.value() == null ? "gone" : consumers.show(target.value().partitions()));
      case ShareGroupRecord.Current current ->
          "current "
              + current.member()
              + " epoch="
              + current.epoch()
              + " has="
              + consumers.show(current.assigned().partitions());
      case ShareGroupRecord.CurrentTombstone gone -> "current " + gone.member() + " gone";
      case ShareGroupRecord.StatePartitions state -> "states " + states(state);
    };
  }

  private String states(ShareGroupRecord.StatePartitions state) {
    Map<Uuid, ShareGroupRecord.StateTopic> initialized = state.initialized();
    if (initialized == null) {
      return "gone";
    }
    Map<Uuid, Collection<Integer>> partitions = new HashMap<>();
    initialized.forEach((topic, of) -> partitions.put(topic, of.partitions()));
    return consumers.show(partitions);
  }
}
