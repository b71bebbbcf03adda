package io.jackdaw.benchmarks.stand;

import java.util.List;

/** One load, put on Apache's server and on ours in turn. */
public interface Load {
  /** Lower-case words joined by dashes, the protocol first: what {@code --only} selects. */
  String name();

  /** What it does, in one line. */
  String what();

  Protocol protocol();

  /** What a run yields, in the order of the table. */
  List<Figure> figures();

  /**
   * Whether a small run takes seconds; {@code --quick} leaves out what does not, unless it is
   * named.
   */
  default boolean isQuick() {
    return true;
  }

  /** Once, before the first round. */
  default void prepare(Workplace place, Effort effort) throws Exception {}

  /**
   * Puts the load on the stand's server. What was recorded before an exception counts.
   *
   * @throws Exception when the load cannot be run; the table then says why
   */
  void run(Stand stand, Recorder recorder) throws Exception;

  /** Takes what was measured. */
  interface Recorder {
    void record(Figure figure, double value);
  }
}
