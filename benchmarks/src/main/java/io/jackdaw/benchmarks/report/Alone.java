package io.jackdaw.benchmarks.report;

import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import java.util.LinkedHashMap;
import java.util.Map;

/** What only Jackdaw was measured for. */
record Alone(Load load, Figure figure, Spread jackdaw) {

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("load", load.name());
    json.put("figure", figure.name());
    json.put("unit", figure.unit());
    json.put("jackdaw", jackdaw.values());
    return json;
  }
}
