package io.jackdaw.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows results: a table for people, {@code comparison.json} for programs, charts for README. */
public final class Report {
  private static final String LINE = "%-26s %-42s %-8s %11s %11s %7s %-7s %-6s  %s | %s%n";

  private final Map<String, String> machine;
  private final List<Load> loads;
  private final Results results;

  public Report(Map<String, String> machine, List<Load> loads, Results results) {
    this.machine = machine;
    this.loads = loads;
    this.results = results;
  }

  /** The table, the targets, and what failed. */
  public void print(StringBuilder out) {
    machine.forEach((key, value) -> out.append("%-24s %s%n".formatted(key, value)));
    results
        .jvmOptions()
        .forEach(
            (title, options) ->
                out.append("%-24s %s%n".formatted(title, String.join(" ", options))));
    out.append(
        "%n".formatted()
            + LINE.formatted(
                "load",
                "figure",
                "unit",
                "Apache",
                "Jackdaw",
                "ratio",
                "target",
                "",
                "min–max Apache",
                "Jackdaw"));
    List<Row> rows = results.rows(loads);
    for (Row row : rows) {
      Target target = row.figure().target();
      out.append(
          LINE.formatted(
              row.load().name(),
              row.figure().name(),
              row.figure().unit(),
              Numbers.text(row.apache().median()),
              Numbers.text(row.jackdaw().median()),
              "%.2f".formatted(row.ratio()),
              target == null ? "" : target.toString(),
              row.verdict(),
              row.apache(),
              row.jackdaw()));
    }
    for (Alone alone : results.alone(loads)) {
      String median = Numbers.text(alone.jackdaw().median());
      out.append(
          LINE.formatted(
              alone.load().name(),
              alone.figure().name(),
              alone.figure().unit(),
              "",
              median,
              "",
              "",
              "",
              "",
              alone.jackdaw()));
    }
    printTargets(out, rows);
    results.failures().forEach(failure -> out.append("FAILED %s%n".formatted(failure)));
  }

  private static void printTargets(StringBuilder out, List<Row> rows) {
    out.append("%ntargets, ours divided by Apache's%n".formatted());
    for (Target target : Target.values()) {
      List<Row> aimed = rows.stream().filter(row -> row.figure().target() == target).toList();
      long met = aimed.stream().filter(row -> target.metBy(row.ratio())).count();
      out.append(
          "%-34s %-6s %-12s %s%n"
              .formatted(
                  target.title(),
                  target,
                  aimed.isEmpty() ? "not measured" : met == aimed.size() ? "met" : "missed",
                  aimed.stream()
                      .map(row -> "%s %.2f".formatted(row.load().name(), row.ratio()))
                      .reduce((a, b) -> a + ", " + b)
                      .orElse("")));
    }
  }

  /** Writes {@code comparison.json}, {@code comparison.txt} and the charts to {@code directory}. */
  public void write(Path directory) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("machine", machine);
    json.put("jvmOptions", results.jvmOptions());
    List<Row> rows = results.rows(loads);
    json.put("rows", rows.stream().map(Row::json).toList());
    json.put("alone", results.alone(loads).stream().map(Alone::json).toList());
    json.put("failures", results.failures());
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(directory.resolve("comparison.json").toFile(), json);
    StringBuilder text = new StringBuilder();
    print(text);
    Files.writeString(directory.resolve("comparison.txt"), text);
    for (Theme theme : Theme.values()) {
      List<Row> shown = new ArrayList<>(rows);
      shown.removeIf(row -> !theme.shows(row.figure().target()));
      if (!shown.isEmpty()) {
        Files.writeString(directory.resolve(theme.fileName()), new BarChart(theme, shown).svg());
      }
    }
  }
}
