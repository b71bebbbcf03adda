package io.jackdaw.benchmarks.report;

import io.jackdaw.benchmarks.stand.Contender;
import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything that the rounds so far have yielded. One thread. */
public final class Results {
  private record Series(String load, String figure, Contender contender) {}

  private final Map<Series, List<Double>> values = new LinkedHashMap<>();
  private final List<String> failures = new ArrayList<>();
  private final Map<String, List<String>> jvmOptions = new TreeMap<>();

  public void add(Load load, Figure figure, Contender contender, double value) {
    values
        .computeIfAbsent(
            new Series(load.name(), figure.name(), contender), first -> new ArrayList<>())
        .add(value);
  }

  /** Notes that {@code load} could not be run to its end. */
  public void failed(Load load, Contender contender, int round, String why) {
    failures.add("%s on %s, round %d: %s".formatted(load.name(), contender.title(), round, why));
  }

  public void ranWith(Contender contender, List<String> options) {
    jvmOptions.put(contender.title(), options);
  }

  List<String> failures() {
    return failures;
  }

  /** The JVM options of each contender, by its title. */
  Map<String, List<String>> jvmOptions() {
    return jvmOptions;
  }

  /** The rows that both contenders have a value for, in the order of the loads. */
  List<Row> rows(List<Load> loads) {
    List<Row> rows = new ArrayList<>();
    for (Load load : loads) {
      for (Figure figure : load.figures()) {
        List<Double> apache = of(load, figure, load.protocol().apache());
        List<Double> jackdaw = of(load, figure, Contender.JACKDAW);
        if (!apache.isEmpty() && !jackdaw.isEmpty()) {
          rows.add(new Row(load, figure, new Spread(apache), new Spread(jackdaw)));
        }
      }
    }
    return rows;
  }

  /** What ours has values for and Apache's has none, in the order of the loads. */
  List<Alone> alone(List<Load> loads) {
    List<Alone> alone = new ArrayList<>();
    for (Load load : loads) {
      for (Figure figure : load.figures()) {
        List<Double> jackdaw = of(load, figure, Contender.JACKDAW);
        if (!jackdaw.isEmpty() && of(load, figure, load.protocol().apache()).isEmpty()) {
          alone.add(new Alone(load, figure, new Spread(jackdaw)));
        }
      }
    }
    return alone;
  }

  private List<Double> of(Load load, Figure figure, Contender contender) {
    return values.getOrDefault(new Series(load.name(), figure.name(), contender), List.of());
  }
}
