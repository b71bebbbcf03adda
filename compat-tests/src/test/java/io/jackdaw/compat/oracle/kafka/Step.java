package io.jackdaw.compat.oracle.kafka;

import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * One request of a program.
 *
 * @param actor who the answer's ids belong to (a member, a producer, a fetch session), or empty;
 *     members have a connection each, all others share one
 * @param key the API
 * @param version of the request; one that the API does not have is allowed for ApiVersions
 * @param body made anew for each server, and the same each time but for the names
 * @param note for whoever reads the program
 */
record Step(
    String actor, ApiKeys key, short version, Function<Names, ApiMessage> body, String note) {

  Step(String actor, ApiKeys key, short version, Function<Names, ApiMessage> body) {
    this(actor, key, version, body, "");
  }

  static Step of(ApiKeys key, short version, Function<Names, ApiMessage> body) {
    return new Step("", key, version, body);
  }

  /** The same with something to print that the request does not print of itself. */
  Step noting(Object what) {
    return new Step(actor, key, version, body, " " + what);
  }

  /** Whether the server answers at all. */
  boolean answered() {
    return !(body.apply(new Symbols()) instanceof ProduceRequestData produce)
        || produce.acks() != 0;
  }

  /** The group in which the answer may wait for other members. */
  Optional<String> waitsInGroup() {
    return switch (body.apply(new Symbols())) {
      case JoinGroupRequestData join -> Optional.of(join.groupId());
      case SyncGroupRequestData sync -> Optional.of(sync.groupId());
      default -> Optional.empty();
    };
  }

  /** Whether members that wait in their group may get their answer because of it. */
  boolean mayEndWaits() {
    return switch (key) {
      case JOIN_GROUP, SYNC_GROUP, LEAVE_GROUP, DELETE_GROUPS -> true;
      default -> false;
    };
  }

  /** Whether it may change topics, partitions or configurations: what others see a moment later. */
  boolean changesCluster() {
    return switch (key) {
      case CREATE_TOPICS,
          DELETE_TOPICS,
          CREATE_PARTITIONS,
          ALTER_CONFIGS,
          INCREMENTAL_ALTER_CONFIGS ->
          true;
      default -> false;
    };
  }

  @Override
  public String toString() {
    String who = actor.isEmpty() ? "" : " by " + actor;
    return "%s v%d%s %s%s".formatted(key, version, who, body.apply(new Symbols()), note);
  }
}
