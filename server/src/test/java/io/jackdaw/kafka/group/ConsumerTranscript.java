package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.consumer.Assignment;
import io.jackdaw.kafka.group.consumer.CurrentAssignment;
import io.jackdaw.kafka.group.consumer.MemberMetadata;
import io.jackdaw.kafka.group.consumer.TopicCatalog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** The commands and the shown forms of consumer groups in a transcript. */
final class ConsumerTranscript {
  private final FakeTopics topics;

  ConsumerTranscript(FakeTopics topics) {
    this.topics = topics;
  }

  /** {@code beat who epoch=0 topics=t owns=t-0+t-1 …}; the member's id is the caller's name. */
  ConsumerHeartbeat heartbeat(String who, Map<String, String> args) {
    int epoch = Integer.parseInt(args.getOrDefault("epoch", "0"));
    String otherwise = epoch == 0 ? "" : null;
    String owns = args.getOrDefault("owns", otherwise);
    return new ConsumerHeartbeat(
        args.getOrDefault("group", "g"),
        args.getOrDefault("member", who),
        epoch,
        args.get("instance"),
        args.get("rack"),
        Integer.parseInt(args.getOrDefault("rebalance", epoch == 0 ? "60000" : "-1")),
        args.containsKey("topics")
            ? Arrays.stream(args.get("topics").split("\\+")).filter(t -> !t.isEmpty()).toList()
            : null,
        args.get("regex"),
        args.get("assignor"),
        owns == null ? null : partitions(owns),
        who,
        "/127.0.0.1",
        topic -> true);
  }

  private Assignment partitions(String text) {
    Map<Uuid, Set<Integer>> partitions = new HashMap<>();
    for (String part : text.split("\\+")) {
      if (!part.isEmpty()) {
        String[] words = part.split("-");
        partitions
            .computeIfAbsent(topics.id(words[0]), id -> new TreeSet<>())
            .add(Integer.parseInt(words[1]));
      }
    }
    return new Assignment(partitions);
  }

  String show(ConsumerGroupHeartbeatResponseData answer) {
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
      assignment = " assignment=" + show(partitions);
    }
    return "epoch=" + answer.memberEpoch() + assignment;
  }

  String show(ConsumerGroupDescribeResponseData.DescribedGroup group) {
    if (group.errorCode() != Errors.NONE.code()) {
      return Errors.forCode(group.errorCode()) + ": " + group.errorMessage();
    }
    List<String> members = new ArrayList<>();
    for (ConsumerGroupDescribeResponseData.Member member : group.members()) {
      members.add(
          "\n    "
              + member.memberId()
              + (member.instanceId() == null ? "" : "(" + member.instanceId() + ")")
              + " epoch="
              + member.memberEpoch()
              + (member.memberType() == 0 ? " classic" : "")
              + " has="
              + show(member.assignment())
              + " target="
              + show(member.targetAssignment()));
    }
    return "%s %s epoch=%d/%d assignor=%s%s"
        .formatted(
            group.groupId(),
            group.groupState(),
            group.groupEpoch(),
            group.assignmentEpoch(),
            group.assignorName(),
            String.join("", members));
  }

  private String show(ConsumerGroupDescribeResponseData.Assignment assignment) {
    Map<Uuid, Collection<Integer>> partitions = new HashMap<>();
    assignment
        .topicPartitions()
        .forEach(topic -> partitions.put(topic.topicId(), topic.partitions()));
    return show(partitions);
  }

  String show(ConsumerGroupRecord record) {
    return switch (record) {
      case ConsumerGroupRecord.Epoch epoch -> "epoch " + epoch.epoch();
      case ConsumerGroupRecord.EpochTombstone gone -> "group " + gone.group() + " gone";
      case ConsumerGroupRecord.Topics topicsOfOld -> "old topics gone";
      case ConsumerGroupRecord.Metadata member ->
          "member " + member.member() + " " + show(member.value());
      case ConsumerGroupRecord.TargetEpoch epoch -> "targets of epoch " + epoch.epoch();
      case ConsumerGroupRecord.TargetEpochTombstone gone -> "targets gone";
      case ConsumerGroupRecord.Target target ->
          "target "
              + target.member()
              + " "
              + (target.value() == null ? "gone" : show(target.value().partitions()));
      case ConsumerGroupRecord.Current current ->
          "current " + current.member() + " " + show(current.value());
      case ConsumerGroupRecord.Regex regex ->
          "regex "
              + regex.regex()
              + " "
              + (regex.value() == null ? "gone" : regex.value().topics().toString());
    };
  }

  private static String show(@Nullable MemberMetadata member) {
    return member == null
        ? "gone"
        : "reads "
            + member.topics()
            + (member.hasRegex() ? " and " + member.regex() : "")
            + (member.classic() == null ? "" : " speaks classic");
  }

  private String show(@Nullable CurrentAssignment current) {
    if (current == null) {
      return "gone";
    }
    Map<Uuid, Collection<Integer>> assigned = new HashMap<>();
    current.assigned().epochs().forEach((topic, epochs) -> assigned.put(topic, epochs.keySet()));
    Map<Uuid, Collection<Integer>> revoking = new HashMap<>();
    current.revoking().epochs().forEach((topic, epochs) -> revoking.put(topic, epochs.keySet()));
    return "epoch="
        + current.epoch()
        + " "
        + current.state()
        + " has="
        + show(assigned)
        + (revoking.isEmpty() ? "" : " revokes=" + show(revoking));
  }

  String show(Map<Uuid, ? extends Collection<Integer>> partitions) {
    List<String> names = new ArrayList<>();
    partitions.forEach(
        (topic, ofTopic) -> {
          TopicCatalog.Facts facts = topics.find(topic);
          for (int partition : ofTopic) {
            names.add((facts == null ? "?" : facts.name()) + "-" + partition);
          }
        });
    names.sort(null);
    return names.toString();
  }
}
