package io.jackdaw.cli.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Formats written as text, a line for each type of record or structure, and below it, indented, one
 * for each of its fields.
 *
 * <pre>
 * record 1 OffsetCommit 0-4 flexible 4 (group string, topic string, partition int32)
 *   offset int64
 *   leaderEpoch int32 3+               from version 3 on
 *   expireTimestamp int64 1-1          in version 1 only
 *   members []Member                   an array; Member is a structure, described before
 *   rackId string?                     may be null
 *   epoch int64 tag 0 = -1             a tag, left out if it is -1
 * </pre>
 */
final class FormatTable {
  private static final Pattern RECORD =
      Pattern.compile("record (\\d+) (\\w+) 0-(\\d+) flexible (\\d+) \\((.*)\\)");
  private static final Pattern STRUCT = Pattern.compile("struct (\\w+)");
  private static final Pattern FIELD =
      Pattern.compile(
          "(\\w+) (\\[])?(\\w+)(\\?)?(?: (\\d+)(?:\\+|-(\\d+)))?(?: tag (\\d+) = (\\S+))?");

  private final Map<Integer, RecordFormat> records = new HashMap<>();
  private final Map<String, List<Field>> structs = new HashMap<>();

  private FormatTable() {}

  /** The formats in {@code text} by the numbers of their types. */
  static Map<Integer, RecordFormat> parse(String text) {
    FormatTable table = new FormatTable();
    List<Field> open = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith(" ")) {
        open.add(table.field(line.strip()));
      } else {
        open = table.begin(line);
      }
    }
    return Map.copyOf(table.records);
  }

  private List<Field> begin(String line) {
    List<Field> fields = new ArrayList<>();
    Matcher struct = STRUCT.matcher(line);
    Matcher record = RECORD.matcher(line);
    if (struct.matches()) {
      structs.put(group(struct, 1), fields);
    } else if (record.matches()) {
      int type = Integer.parseInt(group(record, 1));
      List<Field> key = Arrays.stream(group(record, 5).split(", ")).map(this::field).toList();
      records.put(
          type,
          new RecordFormat(
              type,
              group(record, 2),
              key,
              fields,
              Integer.parseInt(group(record, 3)),
              Integer.parseInt(group(record, 4))));
    } else {
      throw new IllegalStateException("neither record nor struct: " + line);
    }
    return fields;
  }

  private Field field(String line) {
    Matcher matcher = FIELD.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalStateException("not a field: " + line);
    }
    String type = group(matcher, 3);
    List<Field> struct = structs.get(type);
    int from = number(matcher.group(5), 0);
    return new Field(
        group(matcher, 1),
        struct == null ? Field.Type.valueOf(type.toUpperCase(Locale.ROOT)) : Field.Type.STRUCT,
        matcher.group(2) != null,
        matcher.group(4) != null,
        struct == null ? List.of() : struct,
        from,
        number(matcher.group(6), Integer.MAX_VALUE),
        number(matcher.group(7), Field.UNTAGGED),
        matcher.group(8));
  }

  private static String group(Matcher matcher, int group) {
    return Objects.requireNonNull(matcher.group(group));
  }

  private static int number(@Nullable String text, int otherwise) {
    return text == null ? otherwise : Integer.parseInt(text);
  }
}
