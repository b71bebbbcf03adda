package io.jackdaw.compat.oracle.kafka;

import io.jackdaw.compat.oracle.kafka.Difference.Both;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.types.Struct;

/** Where two right servers answer differently, each with the reason. */
final class AllowedDifferences {
  private record Allowed(
      ApiKeys key, Pattern request, Pattern path, Pattern apache, Pattern ours, String reason) {}

  private static final Pattern ANY = Pattern.compile(".*", Pattern.DOTALL);

  private static final String WHICHEVER_FIRST =
      "of several wrong keys Apache names whichever comes first in a hash table";

  private static final List<Allowed> ALL =
      List.of(
          allowed(
              ApiKeys.API_VERSIONS,
              "api_keys.*",
              "both advertise what they serve; the ranges are compared before the first program"),
          allowed(
              ApiKeys.API_VERSIONS,
              "(supported|finalized)_features.*|zk_migration_ready",
              "features are switches of KRaft's metadata log"),
          allowed(
              ApiKeys.DESCRIBE_CONFIGS, ".*documentation", "the words of 4.4 are not those of 4.3"),
          allowed(
              ApiKeys.DESCRIBE_LOG_DIRS,
              ".*__(consumer_offsets|transaction_state).*partition_size",
              "what coordinators write is their own affair"),
          allowed(
              ApiKeys.CREATE_TOPICS,
              ".*topic_id",
              "id of .*",
              "no id",
              "a topic that is only validated gets no id that means anything"),
          allowed(
              ApiKeys.PRODUCE,
              ".*batch_index_error_message",
              "Invalid timestamp type in message .*",
              "Invalid timestamp type in message .*",
              "Apache prints its record's class, which depends on how the batch was read"),
          new Allowed(
              ApiKeys.LIST_OFFSETS,
              Pattern.compile(".*timestamp=-3\\b.*", Pattern.DOTALL),
              Pattern.compile(".*\\.(leader_epoch|offset|timestamp)"),
              Pattern.compile(".*"),
              Pattern.compile("-1"),
              "Apache tells of the latest record also when it was deleted already"),
          new Allowed(
              ApiKeys.LIST_OFFSETS,
              Pattern.compile(".*timestamp=[1-9].*", Pattern.DOTALL),
              Pattern.compile(".*\\.(leader_epoch|offset|timestamp)"),
              Pattern.compile("-1"),
              Pattern.compile(".*"),
              "Apache looks no further than the first segment with such a time, even when only"
                  + " deleted records there have it"),
          allowed(
              ApiKeys.FETCH,
              ".*partial_bytes",
              "\\d+",
              "0",
              "we end at a whole batch: nobody can read a part of one"),
          allowed(
              ApiKeys.FETCH,
              ".*aborted_transactions",
              "null",
              "absent",
              "null and an empty list say the same"),
          allowed(
              ApiKeys.FETCH,
              ".*aborted_transactions.size",
              "absent",
              "0",
              "null and an empty list say the same"),
          allowed(
              ApiKeys.FETCH,
              ".*error_code",
              "3",
              "100",
              "a deleted topic in a session is unknown by name or by id"),
          allowed(
              ApiKeys.INCREMENTAL_ALTER_CONFIGS,
              ".*error_message",
              "Can't .* because its type is not LIST.",
              "Can't .* because its type is not LIST.",
              WHICHEVER_FIRST),
          allowed(
              ApiKeys.INCREMENTAL_ALTER_CONFIGS,
              ".*error_message",
              "(Invalid value|Unknown topic config name).*",
              "(Invalid value|Unknown topic config name).*",
              WHICHEVER_FIRST),
          allowed(
              ApiKeys.ALTER_CONFIGS,
              ".*error_message",
              "(Invalid value|Unknown topic config name).*",
              "(Invalid value|Unknown topic config name).*",
              WHICHEVER_FIRST),
          allowed(
              ApiKeys.CREATE_TOPICS,
              ".*error_message",
              "(Invalid value|Unknown topic config name).*",
              "(Invalid value|Unknown topic config name).*",
              WHICHEVER_FIRST),
          allowed(
              ApiKeys.CREATE_TOPICS,
              ".*error_message",
              "Unable to replicate the partition.*",
              "Replication factor: .*",
              "Apache's sentence speaks of log directories that we do not cordon"));

  /** Keys of topics that came with Kafka 4.4, whose clients' schemas are ours. */
  private static final Set<String> NEWER_KEYS =
      Set.of(
          "errors.deadletterqueue.group.enable",
          "max.decompressed.message.bytes",
          "remote.copy.lag.bytes",
          "remote.copy.lag.ms");

  private AllowedDifferences() {}

  /** Whether an element of an array is known to newer versions than the oracle's only. */
  static boolean isOnlyOurs(Struct element) {
    return element.hasField("read_only")
        && element.get("name") instanceof String name
        && NEWER_KEYS.contains(name);
  }

  /**
   * Whether what comes after Apache's answer is chance: an unknown error is its own failure, a
   * coordinator that is not available or not here means that it makes the deleted offsets topic
   * anew, while it answers already, and a group whose first commit was refused for its metadata is
   * there for some requests only.
   */
  static boolean endsProgram(Map<String, String> apache) {
    return answersError(apache, Errors.UNKNOWN_SERVER_ERROR)
        || answersError(apache, Errors.COORDINATOR_NOT_AVAILABLE)
        || answersError(apache, Errors.NOT_COORDINATOR)
        || answersError(apache, Errors.OFFSET_METADATA_TOO_LARGE);
  }

  /** Whether a member that waits for its assignment has left: Apache never answers it. */
  static boolean answersWhoLeft(Map<String, String> apache, Map<String, String> ours) {
    String left = Short.toString(Errors.UNKNOWN_MEMBER_ID.code());
    return apache.entrySet().stream()
        .anyMatch(
            field ->
                field.getKey().endsWith("SYNC_GROUP ")
                    && field.getValue().equals("waits")
                    && left.equals(ours.get(field.getKey() + "error_code")));
  }

  /** Whether members of a group that somebody has left were given different leaders. */
  static boolean differsInLeader(Map<String, String> apache, Map<String, String> ours) {
    return apache.entrySet().stream()
        .anyMatch(
            field ->
                field.getKey().endsWith("JOIN_GROUP leader")
                    && !field.getValue().isEmpty()
                    && !ours.getOrDefault(field.getKey(), "").isEmpty()
                    && !field.getValue().equals(ours.get(field.getKey())));
  }

  private static boolean answersError(Map<String, String> answer, Errors error) {
    String code = Short.toString(error.code());
    return answer.entrySet().stream()
        .anyMatch(field -> field.getKey().endsWith("error_code") && field.getValue().equals(code));
  }

  static boolean covers(Step step, String path, Both values) {
    return ALL.stream()
        .anyMatch(
            each ->
                each.key == step.key()
                    && each.request.matcher(step.toString()).matches()
                    && each.path.matcher(path).matches()
                    && each.apache.matcher(values.apache()).matches()
                    && each.ours.matcher(values.ours()).matches());
  }

  private static Allowed allowed(ApiKeys key, String path, String reason) {
    return allowed(key, path, ".*", ".*", reason);
  }

  private static Allowed allowed(
      ApiKeys key, String path, String apache, String ours, String reason) {
    return new Allowed(
        key, ANY, Pattern.compile(path), Pattern.compile(apache), Pattern.compile(ours), reason);
  }
}
