package io.jackdaw.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs every measurement against Apache's server and ours in turn, round by round, and prints
 * medians and ratios: {@code Compare [--only NAME] [--rounds N] [--quick] DISTRIBUTION PEERS OUT}.
 */
public final class Compare {
  private Compare() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments = Arguments.parse(args);
    Workplace place = arguments.place();
    Files.createDirectories(place.root());
    List<Map<String, Object>> rows = new ArrayList<>();
    printMachine();
    System.out.printf(
        "%-18s %-44s %-10s %12s %12s %7s %7s  %s%n",
        "load", "figure", "unit", "Apache", "Jackdaw", "ratio", "target", "spread");
    for (Measurement measurement : measurements(arguments.quick())) {
      if (arguments.only().isEmpty() || measurement.name().startsWith(arguments.only())) {
        rows.addAll(compare(measurement, arguments.rounds(), place));
      }
    }
    Path json = place.root().resolve("comparison.json");
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), rows);
    System.out.println("written to " + json);
  }

  private static List<Measurement> measurements(boolean quick) {
    int scale = quick ? 5 : 1;
    return List.of(
        new KafkaStart(),
        new KafkaThroughput("kafka-100B", 100, 5_000_000 / scale, 1, KafkaThroughput.Load.BATCHED),
        new KafkaThroughput("kafka-1KB", 1024, 1_000_000 / scale, 1, KafkaThroughput.Load.BATCHED),
        new KafkaThroughput(
            "kafka-small", 100, 200_000 / scale, 1, KafkaThroughput.Load.ONE_RECORD_A_REQUEST),
        new KafkaLatency("kafka-latency", 2000, quick ? 5 : 20),
        new Znodes("znodes-1x1", 1, 1, 10_000 / scale),
        new Znodes("znodes-16x32", 16, 32, 200_000 / scale));
  }

  private static List<Map<String, Object>> compare(
      Measurement measurement, int rounds, Workplace place) throws Exception {
    Map<Contender, Map<String, List<Double>>> seen = new HashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Contender contender : measurement.contenders()) {
        Map<String, List<Double>> figures =
            seen.computeIfAbsent(contender, first -> new TreeMap<>());
        measurement
            .run(contender, place)
            .forEach(
                (figure, value) ->
                    figures.computeIfAbsent(figure, first -> new ArrayList<>()).add(value));
      }
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Measurement.Figure figure : measurement.figures()) {
      Spread apache = Spread.of(seen, measurement.contenders().getFirst(), figure);
      Spread ours = Spread.of(seen, measurement.contenders().getLast(), figure);
      double ratio = ours.median() / apache.median();
      boolean met = figure.lessIsBetter() ? ratio <= figure.target() : ratio >= figure.target();
      System.out.printf(
          "%-18s %-44s %-10s %12.2f %12.2f %7.2f %s%5.2f%s  %s | %s%n",
          measurement.name(),
          figure.name(),
          figure.unit(),
          apache.median(),
          ours.median(),
          ratio,
          figure.lessIsBetter() ? "≤" : "≥",
          figure.target(),
          met ? " " : "!",
          apache,
          ours);
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("load", measurement.name());
      row.put("figure", figure.name());
      row.put("unit", figure.unit());
      row.put("apache", apache.values());
      row.put("jackdaw", ours.values());
      row.put("ratio", ratio);
      row.put("target", figure.target());
      row.put("met", met);
      rows.add(row);
    }
    return rows;
  }

  private static void printMachine() throws Exception {
    String cpu =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 2))
            .findFirst()
            .orElse("unknown");
    System.out.printf(
        "%s, %d processors, Java %s%n",
        cpu, Runtime.getRuntime().availableProcessors(), Runtime.version());
  }

  private record Spread(List<Double> values) {
    static Spread of(
        Map<Contender, Map<String, List<Double>>> seen,
        Contender contender,
        Measurement.Figure figure) {
      Map<String, List<Double>> figures = seen.getOrDefault(contender, Map.of());
      return new Spread(figures.getOrDefault(figure.name(), List.of()).stream().sorted().toList());
    }

    double median() {
      int middle = values.size() / 2;
      return values.size() % 2 == 1
          ? values.get(middle)
          : (values.get(middle - 1) + values.get(middle)) / 2;
    }

    @Override
    public String toString() {
      return "%.2f–%.2f".formatted(values.getFirst(), values.getLast());
    }
  }

  private record Arguments(String only, int rounds, boolean quick, Workplace place) {
    static Arguments parse(String[] args) {
      String only = "";
      int rounds = 0;
      boolean quick = false;
      List<Path> paths = new ArrayList<>();
      for (int i = 0; i < args.length; i++) {
        switch (args[i]) {
          case "--only" -> only = args[++i];
          case "--rounds" -> rounds = Integer.parseInt(args[++i]);
          case "--quick" -> quick = true;
          default -> paths.add(Path.of(args[i]).toAbsolutePath());
        }
      }
      if (paths.size() != 3) {
        throw new IllegalArgumentException(
            "usage: compare [--only NAME] [--rounds N] [--quick] DISTRIBUTION PEERS OUT");
      }
      return new Arguments(
          only,
          rounds > 0 ? rounds : quick ? 1 : 5,
          quick,
          new Workplace(paths.get(2), paths.get(0), paths.get(1)));
    }
  }
}
