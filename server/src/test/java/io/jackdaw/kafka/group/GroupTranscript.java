package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.CoordinatorRecord;
import io.jackdaw.kafka.coordinator.FakeCoordinatorLog;
import io.jackdaw.kafka.coordinator.RecordFields;
import io.jackdaw.kafka.group.consumer.SupportedProtocol;
import io.jackdaw.time.FakeClock;
import io.jackdaw.time.FakeEventLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Plays a text of commands against a coordinator on a fake loop and a fake log, and writes down all
 * that it answers. A line that begins with {@code >} is a command, {@code > verb who key=value…};
 * everything that happens because of it follows, in order. Lines that begin with {@code #} are
 * comments.
 *
 * <p>Unless said otherwise the group is {@code g}, the client id is the caller's name, and requests
 * are of the newest version. Member ids are the client id and a number.
 */
final class GroupTranscript {
  private static final int PARTITION = 0;

  private final FakeClock clock = new FakeClock();
  private final FakeEventLoop loop = new FakeEventLoop(clock);
  private final FakeCoordinatorLog log = new FakeCoordinatorLog();
  private final GroupRecordCodec codec = new GroupRecordCodec();
  private final StringBuilder out = new StringBuilder();
  private final FakeTopics topics = new FakeTopics();
  private final ConsumerTranscript consumers = new ConsumerTranscript(topics);
  private final ShareTranscript shares = new ShareTranscript(consumers);
  private final Map<String, Map<String, String>> overrides = new HashMap<>();
  private GroupCoordinator coordinator = coordinator(Map.of());
  private Map<String, String> settings = Map.of();
  private int ids;
  private int seen;
  private int epoch;

  private GroupCoordinator coordinator(Map<String, String> broker) {
    GroupCoordinator created =
        new GroupCoordinator(
            GroupConfig.of(broker),
            log,
            List.of(loop),
            Runnable::run,
            clock,
            () -> "" + ++ids,
            topics,
            group -> overrides.getOrDefault(group, Map.of()));
    created.start();
    log.elect(PARTITION, ++epoch);
    loop.runReady();
    return created;
  }

  /** The transcript with the outputs that this run had. */
  static String play(String text) {
    GroupTranscript transcript = new GroupTranscript();
    for (String line : text.lines().toList()) {
      if (line.startsWith(">")) {
        transcript.out.append(line).append('\n');
        transcript.command(line.substring(1).strip());
      } else if (line.startsWith("#") || line.isBlank()) {
        transcript.out.append(line).append('\n');
      }
    }
    return transcript.out.toString();
  }

  private void command(String line) {
    String[] words = line.split("\\s+");
    String who = words.length > 1 && !words[1].contains("=") ? words[1] : "";
    Map<String, String> args = new LinkedHashMap<>();
    Arrays.stream(words)
        .filter(word -> word.contains("="))
        .forEach(word -> args.put(word.split("=", 2)[0], word.split("=", 2)[1]));
    Call call = new Call(who, args);
    switch (words[0]) {
      case "join" -> answer(who, coordinator.join(call.join()), GroupTranscript::joined);
      case "sync" -> answer(who, coordinator.sync(call.sync()), GroupTranscript::synced);
      case "heartbeat" ->
          answer(
              who,
              coordinator.heartbeat(
                  call.group(), call.generation(), call.member(), call.instance()),
              Errors::name);
      case "leave" ->
          answer(who, coordinator.leave(call.group(), call.leaving()), GroupTranscript::left);
      case "commit" -> answer(who, coordinator.commit(call.commit()), Object::toString);
      case "fetch" ->
          answer(
              who,
              coordinator.fetch(
                  call.group(),
                  args.get("member"),
                  call.number("epoch", -1),
                  call.asked(),
                  args.containsKey("stable")),
              GroupTranscript::fetched);
      case "describe" -> describe(who.isEmpty() ? "g" : who);
      case "list" -> list(call);
      case "delete" -> answer("delete", coordinator.deleteGroups(List.of(who)), Object::toString);
      case "delete-offsets" ->
          answer(
              "delete-offsets",
              coordinator.deleteOffsets(call.group(), call.asked()),
              deleted -> deleted.error() + " " + deleted.partitions());
      case "topic-deleted" -> coordinator.topicsDeleted(Set.of(who));
      case "beat" ->
          answer(
              who,
              coordinator.consumerHeartbeat(
                  consumers.heartbeat(who, args), call.number("version", 1)),
              consumers::show);
      case "show" ->
          answer(
              "show",
              coordinator.describeConsumerGroups(List.of(who.isEmpty() ? "g" : who)),
              groups -> consumers.show(groups.getFirst()));
      case "share" ->
          answer(
              who, coordinator.shareHeartbeat(shares.heartbeat(who, args), shares), shares::show);
      case "show-share" ->
          answer(
              "show",
              coordinator.describeShareGroups(List.of(who.isEmpty() ? "g" : who)),
              groups -> shares.show(groups.getFirst()));
      case "state-refused" -> shares.refuse(Boolean.parseBoolean(who));
      case "topic" -> topics.put(who, call.number("partitions", 1), call.racks());
      case "no-topic" -> topics.remove(who);
      case "override" -> overrides.computeIfAbsent("g", g -> new HashMap<>()).putAll(args);
      case "wait" -> loop.advance(Long.parseLong(who));
      case "hold" -> log.hold();
      case "release" -> log.commit();
      case "refuse" -> log.refuse(Errors.valueOf(who));
      case "configure" -> {
        stop();
        settings = args;
        coordinator = coordinator(settings);
      }
      case "restart" -> {
        stop();
        coordinator = coordinator(settings);
      }
      case "resign" -> log.resign(PARTITION);
      default -> throw new IllegalArgumentException("unknown command " + line);
    }
    loop.runReady();
    showRecords();
  }

  private void stop() {
    coordinator.close();
    loop.runReady();
    log.unsubscribeAll();
  }

  private <T> void answer(String who, CompletionStage<T> stage, Function<T, String> show) {
    stage.whenComplete(
        (response, failure) ->
            say(who + " <- " + (failure == null ? show.apply(response) : failure.toString())));
  }

  private void say(String line) {
    showRecords();
    out.append("  ").append(line).append('\n');
  }

  private void showRecords() {
    List<CoordinatorRecord> records = log.records(PARTITION);
    while (seen < records.size()) {
      CoordinatorRecord record = records.get(seen++);
      out.append("  log: ").append(show(codec.decode(record.key(), record.value()))).append('\n');
    }
  }

  private String show(@Nullable GroupRecord record) {
    return switch (record) {
      case GroupRecord.OffsetCommit commit ->
          "offset " + name(commit.key()) + " = " + commit.offset().offset();
      case GroupRecord.OffsetTombstone tombstone -> "offset " + name(tombstone.key()) + " deleted";
      case GroupRecord.GroupMetadata metadata -> "group " + metadata.group() + show(metadata);
      case GroupRecord.GroupDowngrade downgrade -> "group " + downgrade.group() + " downgraded";
      case ConsumerGroupRecord ofConsumerGroup -> consumers.show(ofConsumerGroup);
      case ShareGroupRecord ofShareGroup -> shares.show(ofShareGroup);
      case GroupRecord.GroupTombstone tombstone -> "group " + tombstone.group() + " deleted";
      case null -> "unknown";
    };
  }

  private static String show(GroupRecord.GroupMetadata metadata) {
    GroupSnapshot group = metadata.snapshot();
    List<String> members =
        group.members().stream()
            .map(member -> member.id() + ":" + text(member.assignment()))
            .toList();
    return " generation="
        + group.generation()
        + " protocol="
        + group.protocol()
        + " leader="
        + group.leader()
        + " members="
        + members;
  }

  private static String name(OffsetKey key) {
    return key.group() + "/" + key.topic() + "-" + key.partition();
  }

  private static String joined(JoinGroupResponseData joined) {
    if (joined.errorCode() != Errors.NONE.code()) {
      return error(joined.errorCode())
          + (joined.memberId().isEmpty() ? "" : " member=" + joined.memberId());
    }
    List<String> members =
        joined.members().stream()
            .map(
                member ->
                    member.groupInstanceId() == null
                        ? member.memberId()
                        : member.memberId() + "(" + member.groupInstanceId() + ")")
            .toList();
    return "generation="
        + joined.generationId()
        + " member="
        + joined.memberId()
        + " protocol="
        + joined.protocolName()
        + " leader="
        + joined.leader()
        + (members.isEmpty() ? "" : " members=" + members)
        + (joined.skipAssignment() ? " skip assignment" : "");
  }

  private static String synced(SyncGroupResponseData synced) {
    return synced.errorCode() != Errors.NONE.code()
        ? error(synced.errorCode())
        : synced.protocolName() + " assignment=" + text(synced.assignment());
  }

  private static String left(LeaveGroupResponseData left) {
    List<String> members =
        left.members().stream()
            .map(
                member ->
                    (member.memberId().isEmpty() ? member.groupInstanceId() : member.memberId())
                        + ":"
                        + error(member.errorCode()))
            .toList();
    return error(left.errorCode()) + " " + members;
  }

  private static String fetched(FetchedOffsets fetched) {
    List<String> offsets = new ArrayList<>();
    for (FetchedOffsets.Topic topic : fetched.topics()) {
      for (FetchedOffsets.Partition partition : topic.partitions()) {
        offsets.add(
            topic.name()
                + "-"
                + partition.index()
                + "="
                + partition.offset()
                + (partition.metadata().isEmpty() ? "" : "'" + partition.metadata() + "'")
                + (partition.error() == Errors.NONE ? "" : " " + partition.error()));
      }
    }
    return fetched.error() + " " + offsets;
  }

  private void describe(String group) {
    answer(
        "describe",
        coordinator.describe(List.of(group)),
        groups -> {
          var described = groups.getFirst();
          List<String> members =
              described.members().stream()
                  .map(
                      member ->
                          member.memberId()
                              + (member.groupInstanceId() == null
                                  ? ""
                                  : "(" + member.groupInstanceId() + ")")
                              + ":"
                              + text(member.memberAssignment()))
                  .toList();
          return described.groupId()
              + " "
              + described.groupState()
              + " type='"
              + described.protocolType()
              + "' protocol='"
              + described.protocolData()
              + "' members="
              + members
              + (described.errorCode() == 0 ? "" : " " + error(described.errorCode()));
        });
  }

  private void list(Call call) {
    answer(
        "list",
        coordinator.list(call.set("states"), call.set("types")),
        listing ->
            listing.error()
                + " "
                + listing.groups().stream()
                    .map(
                        group ->
                            group.groupId()
                                + ":"
                                + group.groupState()
                                + ":"
                                + group.protocolType()
                                + ":"
                                + group.groupType())
                    .toList());
  }

  private static String error(short code) {
    return Errors.forCode(code).name();
  }

  /** As partitions, if that is what it is. */
  private static String text(byte[] bytes) {
    Optional<Map<String, List<Integer>>> partitions = ConsumerAssignment.parse(bytes);
    if (bytes.length == 0 || partitions.isEmpty()) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    List<String> names = new ArrayList<>();
    partitions
        .get()
        .forEach((topic, ofTopic) -> ofTopic.forEach(number -> names.add(topic + "-" + number)));
    return names.toString();
  }

  /** {@code t-0+t-1}. */
  static Map<String, List<Integer>> byTopic(String partitions) {
    Map<String, List<Integer>> byTopic = new LinkedHashMap<>();
    for (String partition : partitions.split("\\+")) {
      if (!partition.isEmpty()) {
        String[] parts = partition.split("-");
        byTopic
            .computeIfAbsent(parts[0], topic -> new ArrayList<>())
            .add(Integer.parseInt(parts[1]));
      }
    }
    return byTopic;
  }

  /** A consumer's subscription, version 1: topics, no user data, owns nothing. */
  static byte[] subscription(String... topics) {
    return subscription(Map.of(), topics);
  }

  private static byte[] subscription(Map<String, List<Integer>> owned, String... topics) {
    RecordFields.Writer out = new RecordFields.Writer().int16(1).int32(topics.length);
    for (String topic : topics) {
      out.string(topic);
    }
    out.int32(-1).int32(owned.size());
    owned.forEach(
        (topic, partitions) -> {
          out.string(topic).int32(partitions.size());
          partitions.forEach(out::int32);
        });
    return out.done().array();
  }

  /** One command's arguments. */
  private record Call(String who, Map<String, String> args) {
    String group() {
      return args.getOrDefault("group", "g");
    }

    String member() {
      return args.getOrDefault("member", "");
    }

    @Nullable String instance() {
      return args.get("instance");
    }

    int generation() {
      return Integer.parseInt(args.getOrDefault("generation", "-1"));
    }

    /** {@code racks=a,b,a}: the rack of each partition's one replica. */
    List<Set<String>> racks() {
      List<Set<String>> racks = new ArrayList<>();
      for (String rack : args.getOrDefault("racks", "").split(",")) {
        if (!rack.isEmpty()) {
          racks.add(Set.of(rack));
        }
      }
      return racks;
    }

    int number(String key, int otherwise) {
      return Integer.parseInt(args.getOrDefault(key, "" + otherwise));
    }

    Set<String> set(String key) {
      return args.containsKey(key) ? Set.of(args.get(key).split(",")) : Set.of();
    }

    JoinRequest join() {
      List<SupportedProtocol> protocols = new ArrayList<>();
      for (String protocol : args.getOrDefault("protocols", "range:t").split(",")) {
        String[] parts = protocol.split(":");
        byte[] metadata =
            parts.length > 1
                ? subscription(byTopic(args.getOrDefault("owns", "")), parts[1].split("\\+"))
                : "not a subscription".getBytes(StandardCharsets.UTF_8);
        protocols.add(new SupportedProtocol(parts[0], metadata));
      }
      int version = number("version", 9);
      return new JoinRequest(
          group(),
          member(),
          instance(),
          who,
          "/127.0.0.1",
          number("session", 10_000),
          number("rebalance", 60_000),
          args.getOrDefault("type", "consumer"),
          protocols,
          "",
          version >= 4,
          version >= 9,
          topic -> true);
    }

    SyncRequest sync() {
      Map<String, byte[]> assignments = new HashMap<>();
      for (String assignment : args.getOrDefault("assign", "").split(",")) {
        if (!assignment.isEmpty()) {
          String[] parts = assignment.split(":");
          assignments.put(
              parts[0],
              parts[1].contains("-")
                  ? ConsumerAssignment.encode(1, byTopic(parts[1]))
                  : parts[1].getBytes(StandardCharsets.UTF_8));
        }
      }
      return new SyncRequest(
          group(),
          generation(),
          member(),
          instance(),
          args.getOrDefault("type", "consumer"),
          args.getOrDefault("protocol", "range"),
          assignments);
    }

    List<MemberIdentity> leaving() {
      List<MemberIdentity> members = new ArrayList<>();
      for (String member : args.getOrDefault("members", "").split(",")) {
        if (!member.isEmpty()) {
          members.add(new MemberIdentity().setMemberId(member));
        }
      }
      for (String instance : args.getOrDefault("instances", "").split(",")) {
        if (!instance.isEmpty()) {
          members.add(new MemberIdentity().setMemberId("").setGroupInstanceId(instance));
        }
      }
      return members;
    }

    CommitRequest commit() {
      List<CommitRequest.Entry> entries = new ArrayList<>();
      for (String offset : args.get("offsets").split(",")) {
        String[] parts = offset.split(":");
        String[] partition = parts[0].split("-");
        entries.add(
            new CommitRequest.Entry(
                partition[0],
                Integer.parseInt(partition[1]),
                Long.parseLong(parts[1]),
                -1,
                args.get("metadata")));
      }
      return new CommitRequest(
          group(),
          generation(),
          member(),
          instance(),
          number("retention", -1),
          number("version", 10) >= 9,
          entries);
    }

    @Nullable Map<String, List<Integer>> asked() {
      if (!args.containsKey("partitions")) {
        return null;
      }
      Map<String, List<Integer>> asked = new LinkedHashMap<>();
      for (String partition : args.get("partitions").split(",")) {
        String[] parts = partition.split("-");
        asked.computeIfAbsent(parts[0], topic -> new ArrayList<>()).add(Integer.parseInt(parts[1]));
      }
      return asked;
    }
  }
}
