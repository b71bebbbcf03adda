package io.jackdaw.benchmarks.report;

import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Target;
import java.util.LinkedHashMap;
import java.util.Map;

/** One figure of one load, as both contenders showed it. */
record Row(Load load, Figure figure, Spread apache, Spread jackdaw) {
  /** Ours divided by Apache's. */
  double ratio() {
    return jackdaw.median() / apache.median();
  }

  /** {@code met}, {@code missed}, or nothing where there is no target. */
  String verdict() {
    Target target = figure.target();
    return target == null ? "" : target.metBy(ratio()) ? "met" : "missed";
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("load", load.name());
    json.put("figure", figure.name());
    json.put("unit", figure.unit());
    json.put("lessIsBetter", figure.lessIsBetter());
    json.put("apache", apache.values());
    json.put("jackdaw", jackdaw.values());
    json.put("apacheMedian", apache.median());
    json.put("jackdawMedian", jackdaw.median());
    json.put("ratio", ratio());
    if (figure.target() != null) {
      json.put("target", figure.target().toString());
      json.put("met", figure.target().metBy(ratio()));
    }
    return json;
  }
}
