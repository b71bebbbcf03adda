package io.jackdaw.compat.oracle.kafka;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/**
 * Turns an answer into a map from paths ({@code topics[a].partitions[0].error_code}) to values.
 *
 * <p>Ids are shown by the names that programs know them by, times of this century as {@code now},
 * and what belongs to the host as what it is. Elements of arrays are found by their names, so that
 * an order that nobody promised does not count.
 */
final class AnswerReader {
  private static final long THIS_CENTURY_MS = 1_500_000_000_000L;
  private static final Set<String> OF_THE_HOST =
      Set.of("host", "port", "cluster_id", "log_dir", "total_bytes", "usable_bytes");
  private static final List<String> NAMING =
      List.of(
          "name",
          "topic_name",
          "topic",
          "topic_id",
          "group_id",
          "group",
          "resource_type",
          "resource_name",
          "key",
          "member_id",
          "group_instance_id",
          "partition_index",
          "partition",
          "index",
          "node_id",
          "broker_id",
          "api_key");

  /** Of this century; or so long before that nothing could be older. */
  private static final Pattern TIME = Pattern.compile("1[5-9]\\d{11}|-9223370\\d{12}");

  private static final Pattern RANDOM_UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /** What a server gives to a member of its own accord; no other name is as long. */
  private static final Pattern RANDOM_ID =
      Pattern.compile("(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])");

  /** Sets, written in whatever order they are kept in. */
  private static final Set<String> UNORDERED = Set.of("partitions");

  private final Learned learned;

  AnswerReader(Learned learned) {
    this.learned = learned;
  }

  Map<String, String> read(Struct answer) {
    Map<String, String> fields = new TreeMap<>();
    noteTopics(answer);
    struct("", answer, fields);
    return fields;
  }

  private void noteTopics(Struct struct) {
    String name = struct.hasField("topic_name") ? "topic_name" : "name";
    if (struct.hasField("topic_id")
        && struct.hasField(name)
        && struct.get("topic_id") instanceof Uuid id
        && struct.get(name) instanceof String topic
        && !id.equals(Uuid.ZERO_UUID)) {
      learned.noteTopic(topic, id);
    }
    for (BoundField field : struct.schema().fields()) {
      if (struct.get(field) instanceof Object[] elements) {
        for (Object element : elements) {
          if (element instanceof Struct inner) {
            noteTopics(inner);
          }
        }
      }
    }
  }

  private void struct(String path, Struct struct, Map<String, String> fields) {
    for (BoundField field : struct.schema().fields()) {
      if (field.def.type instanceof TaggedFields tagged) {
        tagged(path, tagged, (Map<?, ?>) struct.get(field), fields);
      } else {
        value(path, field.def.name, struct.get(field), fields);
      }
    }
  }

  private void tagged(
      String path, TaggedFields known, Map<?, ?> present, Map<String, String> fields) {
    for (Map.Entry<?, ?> each : present.entrySet()) {
      Field field = known.fields().get(each.getKey());
      if (each.getValue() instanceof RawTaggedField raw) {
        fields.put(path + ".tag" + raw.tag(), HexFormat.of().formatHex(raw.data()));
      } else {
        value(path, field == null ? "tag" + each.getKey() : field.name, each.getValue(), fields);
      }
    }
  }

  private void value(String path, String name, @Nullable Object value, Map<String, String> fields) {
    String here = path.isEmpty() ? name : path + "." + name;
    switch (value) {
      case Struct inner -> struct(here, inner, fields);
      case Object[] elements -> array(here, name, elements, fields);
      case MemoryRecords records -> new RecordsReader(learned).read(here, records, fields);
      case null -> fields.put(here, "null");
      default -> {
        if (!name.equals("throttle_time_ms")) {
          fields.put(here, scalar(name, value));
        }
      }
    }
  }

  private void array(String path, String name, Object[] elements, Map<String, String> fields) {
    List<Map<String, String>> shown = new ArrayList<>();
    List<String> plain = new ArrayList<>();
    for (Object element : elements) {
      if (element instanceof Struct inner) {
        if (AllowedDifferences.isOnlyOurs(inner)) {
          continue;
        }
        Map<String, String> one = new TreeMap<>();
        struct("[" + label(inner) + "]", inner, one);
        shown.add(one);
      } else {
        plain.add(scalar(name, element));
      }
    }
    if (!name.equals("responses")) {
      fields.put(path + ".size", Integer.toString(shown.size() + plain.size()));
    }
    if (UNORDERED.contains(name)) {
      plain.sort(Comparator.naturalOrder());
    }
    if (!plain.isEmpty()) {
      fields.put(path, plain.toString());
    }
    shown.sort(Comparator.comparing(Map::toString));
    for (Map<String, String> one : shown) {
      if (name.equals("responses")) {
        // A topic's partitions may come in several pieces.
        one.keySet().removeIf(key -> key.endsWith("].partitions.size"));
        one.forEach((key, value) -> fields.put(path + key, value));
        continue;
      }
      String twin = "";
      for (int copy = 2; fields.containsKey(path + twin + firstKey(one)); copy++) {
        twin = "#" + copy;
      }
      for (Map.Entry<String, String> field : one.entrySet()) {
        fields.put(path + twin + field.getKey(), field.getValue());
      }
    }
  }

  private static String firstKey(Map<String, String> fields) {
    return fields.keySet().iterator().next();
  }

  private String label(Struct struct) {
    List<String> parts = new ArrayList<>();
    for (String name : NAMING) {
      if (struct.hasField(name)
          && struct.get(name) != null
          && !(struct.get(name) instanceof Object[])
          && !(name.equals("topic_id") && !parts.isEmpty())) {
        parts.add(scalar(name, struct.get(name)));
      }
    }
    return String.join(" ", parts);
  }

  private String scalar(String name, @Nullable Object value) {
    if (OF_THE_HOST.contains(name)) {
      return isNothing(value) ? String.valueOf(value) : "<" + name + ">";
    }
    return switch (value) {
      case Uuid id -> id.equals(Uuid.ZERO_UUID) ? "no id" : "id of " + learned.topicName(id);
      case ByteBuffer bytes -> hex(bytes);
      case byte[] bytes -> HexFormat.of().formatHex(bytes);
      case Integer id when name.equals("session_id") && id != 0 ->
          shown(learned.labelOf("session " + id));
      case Long id when name.equals("producer_id") && id >= 0 -> shown(learned.labelOf(id));
      case Long time when time >= THIS_CENTURY_MS && time < 2 * THIS_CENTURY_MS -> "now";
      case String text -> text(text);
      case null -> "null";
      default -> value.toString();
    };
  }

  private String text(String text) {
    String label = learned.labelOf(text);
    String shown = RANDOM_UUID.matcher(text).replaceAll("UUID");
    shown = TIME.matcher(shown).replaceAll("now").replace("\n", "\\n");
    shown = RANDOM_ID.matcher(shown).replaceAll("given id");
    return label == null ? shown : label + " (" + shown + ")";
  }

  private static boolean isNothing(@Nullable Object value) {
    return value == null || value.equals("") || value.equals(-1) || value.equals(-1L);
  }

  private static String shown(@Nullable String label) {
    return label == null ? "an id nobody knows" : label;
  }

  private static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return HexFormat.of().formatHex(copy);
  }
}
