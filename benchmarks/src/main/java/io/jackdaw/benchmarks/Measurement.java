package io.jackdaw.benchmarks;

import java.util.List;
import java.util.Map;

/** One load, run against each of its contenders in turn; each run yields all its figures. */
interface Measurement {
  String name();

  /** Whom to run it against; the last is ours. */
  List<Contender> contenders();

  /** What a run yields, in the order of the table. */
  List<Figure> figures();

  /** Starts the server, loads it, stops it. */
  Map<String, Double> run(Contender contender, Workplace place) throws Exception;

  /**
   * A figure of the table.
   *
   * @param target the ratio ours/Apache's that is aimed at: at most that where less is better, at
   *     least that where more is
   */
  record Figure(String name, String unit, boolean lessIsBetter, double target) {
    static Figure less(String name, String unit, double target) {
      return new Figure(name, unit, true, target);
    }

    static Figure more(String name, String unit, double target) {
      return new Figure(name, unit, false, target);
    }
  }
}
