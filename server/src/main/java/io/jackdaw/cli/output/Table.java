package io.jackdaw.cli.output;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows under a heading, shown as aligned columns or as a JSON array of objects. Columns that hold
 * only numbers are aligned to the right; an absent value is {@code -} in text and {@code null} in
 * JSON. One thread.
 */
public final class Table {
  private static final String GAP = "  ";
  private static final String ABSENT = "-";

  private final List<String> columns;
  private final List<List<@Nullable Object>> rows = new ArrayList<>();

  private Table(List<String> columns) {
    this.columns = columns;
  }

  /**
   * @param columns headings in upper case, words separated by {@code -}: {@code "LOG-END-OFFSET"}
   */
  public static Table of(String... columns) {
    return new Table(List.of(columns));
  }

  public Table row(@Nullable Object... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells for " + columns.size() + " columns");
    }
    List<@Nullable Object> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell);
    }
    rows.add(row);
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  public void print(PrintStream out, OutputFormat format) {
    if (format == OutputFormat.json) {
      Json.print(out, objects());
    } else {
      lines().forEach(out::println);
    }
  }

  /** The table as text, heading first, no trailing blanks. */
  public List<String> lines() {
    int[] widths = new int[columns.size()];
    boolean[] numeric = new boolean[columns.size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = columns.get(column).length();
      numeric[column] = !rows.isEmpty();
      for (List<@Nullable Object> row : rows) {
        Object cell = row.get(column);
        widths[column] = Math.max(widths[column], text(cell).length());
        numeric[column] &= cell == null || cell instanceof Number;
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(line(columns, widths, numeric));
    rows.forEach(row -> lines.add(line(row, widths, numeric)));
    return lines;
  }

  private static String line(
      List<? extends @Nullable Object> cells, int[] widths, boolean[] numeric) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String text = text(cells.get(column));
      String padding = " ".repeat(widths[column] - text.length());
      line.append(column == 0 ? "" : GAP).append(numeric[column] ? padding + text : text + padding);
    }
    return line.toString().stripTrailing();
  }

  private List<Map<String, @Nullable Object>> objects() {
    List<Map<String, @Nullable Object>> objects = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      for (int column = 0; column < columns.size(); column++) {
        object.put(camelCase(columns.get(column)), row.get(column));
      }
      objects.add(object);
    }
    return objects;
  }

  private static String text(@Nullable Object cell) {
    return cell == null ? ABSENT : cell.toString();
  }

  private static String camelCase(String heading) {
    StringBuilder name = new StringBuilder();
    boolean upper = false;
    for (char letter : heading.toLowerCase(Locale.ROOT).toCharArray()) {
      if (letter == '-' || letter == ' ') {
        upper = true;
      } else {
        name.append(upper ? Character.toUpperCase(letter) : letter);
        upper = false;
      }
    }
    return name.toString();
  }
}
