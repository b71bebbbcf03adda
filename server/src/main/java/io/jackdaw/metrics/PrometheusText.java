package io.jackdaw.metrics;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The text that Prometheus scrapes, version 0.0.4: for each name its help, its type and its
 * samples. One thread. Source: Prometheus, "Exposition formats".
 */
public final class PrometheusText implements MetricsRegistry.Visitor {
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final double[] BASIC = {0.5};
  private static final double[] DETAILED = {0.5, 0.9, 0.99};

  private final StringBuilder text = new StringBuilder(16 * 1024);
  private String family = "";

  /** All metrics of a registry. */
  public PrometheusText add(MetricsRegistry registry) {
    registry.visit(this);
    return this;
  }

  @Override
  public void gauge(String name, Number value) {
    begin(name, "gauge");
    sample(name, "", value.doubleValue());
  }

  @Override
  public void counter(String name, @Nullable String key, long value) {
    begin(name, "counter");
    sample(name, key == null ? "" : label("key", key), (double) value);
  }

  @Override
  public void summary(String name, @Nullable String key, Summary summary) {
    begin(name, "summary");
    String ofKey = key == null ? "" : label("key", key);
    long count = summary.count();
    for (double share : summary.isDetailed() ? DETAILED : BASIC) {
      String quantile = label("quantile", Double.toString(share));
      String labels = ofKey.isEmpty() ? quantile : ofKey + "," + quantile;
      boolean known = count > 0 && summary.isDetailed();
      sample(name, labels, known ? summary.percentile(share) : Double.NaN);
    }
    sample(name + "_count", ofKey, (double) count);
    sample(name + "_sum", ofKey, (double) summary.sum());
  }

  /** Begins a family of samples, unless it is the one that was begun last. */
  public void begin(String name, String type) {
    if (!family.equals(name)) {
      family = name;
      text.append("# HELP ").append(name).append(' ').append(name).append('\n');
      text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
  }

  /**
   * @param labels as {@link #label} makes them, joined by commas; empty for none
   */
  public void sample(String name, String labels, double value) {
    text.append(name);
    if (!labels.isEmpty()) {
      text.append('{').append(labels).append('}');
    }
    text.append(' ').append(number(value)).append('\n');
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return Double.toString(value);
  }

  /** One label, its value escaped. */
  public static String label(String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return String.format(Locale.ROOT, "%s=\"%s\"", name, escaped);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
