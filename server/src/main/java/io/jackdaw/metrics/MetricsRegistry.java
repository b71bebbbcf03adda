package io.jackdaw.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Metrics by name. Made once when a service starts; any thread may read, and may add a metric
 * later. A name is registered once.
 */
public final class MetricsRegistry {
  private final Map<String, Metric> metrics = new ConcurrentSkipListMap<>();

  /** What a name stands for. */
  private sealed interface Metric {
    record OfGauge(Supplier<Number> value) implements Metric {}

    record OfCounter(Counter counter) implements Metric {}

    record OfSummary(Summary summary) implements Metric {}

    record OfKeys(Map<String, Summary> summaries) implements Metric {}

    record OfKeyedCounters(Map<String, Counter> counters) implements Metric {}
  }

  /** Looks at all metrics in the order of their names. */
  public interface Visitor {
    void gauge(String name, Number value);

    void counter(String name, @Nullable String key, long value);

    void summary(String name, @Nullable String key, Summary summary);
  }

  /** A value that is asked for when somebody looks. */
  public void gauge(String name, Supplier<Number> value) {
    register(name, new Metric.OfGauge(value));
  }

  public Counter counter(String name) {
    return counter(name, new Counter());
  }

  /** A counter that exists already. */
  public Counter counter(String name, Counter counter) {
    register(name, new Metric.OfCounter(counter));
    return counter;
  }

  /** A summary that exists already. */
  public Summary summary(String name, Summary summary) {
    register(name, new Metric.OfSummary(summary));
    return summary;
  }

  /** Summaries by a key, such as a namespace; the map may grow, and must be safe to iterate. */
  public void summaries(String name, Map<String, Summary> byKey) {
    register(name, new Metric.OfKeys(byKey));
  }

  /** Counters by a key; the map may grow, and must be safe to iterate. */
  public void counters(String name, Map<String, Counter> byKey) {
    register(name, new Metric.OfKeyedCounters(byKey));
  }

  private void register(String name, Metric metric) {
    if (metrics.putIfAbsent(name, metric) != null) {
      throw new IllegalStateException("a metric is registered already: " + name);
    }
  }

  public void visit(Visitor visitor) {
    metrics.forEach((name, metric) -> visit(name, metric, visitor));
  }

  private static void visit(String name, Metric metric, Visitor visitor) {
    switch (metric) {
      case Metric.OfGauge(var value) -> visitor.gauge(name, value.get());
      case Metric.OfCounter(var counter) -> visitor.counter(name, null, counter.value());
      case Metric.OfSummary(var summary) -> visitor.summary(name, null, summary);
      case Metric.OfKeys(var summaries) ->
          summaries.forEach((key, summary) -> visitor.summary(name, key, summary));
      case Metric.OfKeyedCounters(var counters) ->
          counters.forEach((key, counter) -> visitor.counter(name, key, counter.value()));
    }
  }

  /** Begins all counts anew; gauges are what they are. */
  public void reset() {
    for (Metric metric : metrics.values()) {
      switch (metric) {
        case Metric.OfGauge _ -> {}
        case Metric.OfCounter(var counter) -> counter.reset();
        case Metric.OfSummary(var summary) -> summary.reset();
        case Metric.OfKeys(var summaries) -> summaries.values().forEach(Summary::reset);
        case Metric.OfKeyedCounters(var counters) -> counters.values().forEach(Counter::reset);
      }
    }
  }
}
