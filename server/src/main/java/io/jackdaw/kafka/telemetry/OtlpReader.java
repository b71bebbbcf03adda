package io.jackdaw.kafka.telemetry;

import io.jackdaw.kafka.telemetry.Figure.Series;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads what clients push: OpenTelemetry's {@code MetricsData}. Gauges and sums, which is what
 * Kafka's clients have; other kinds are skipped. Source: opentelemetry-proto,
 * metrics/v1/metrics.proto.
 */
final class OtlpReader {
  // MetricsData: ResourceMetrics; ResourceMetrics: Resource, ScopeMetrics; ScopeMetrics: Metric
  private static final int RESOURCE_METRICS = 1;
  private static final int RESOURCE = 1;
  private static final int SCOPE_METRICS = 2;
  private static final int RESOURCE_ATTRIBUTE = 1;
  private static final int METRIC = 2;
  // Metric
  private static final int NAME = 1;
  private static final int GAUGE = 5;
  private static final int SUM = 7;
  // Gauge and Sum
  private static final int POINT = 1;
  private static final int TEMPORALITY = 2;
  private static final int MONOTONIC = 3;
  private static final int DELTA = 1;
  // NumberDataPoint
  private static final int AS_DOUBLE = 4;
  private static final int AS_INT = 6;
  private static final int ATTRIBUTE = 7;
  // KeyValue and AnyValue
  private static final int KEY = 1;
  private static final int VALUE = 2;
  private static final int STRING_VALUE = 1;
  private static final int BOOL_VALUE = 2;
  private static final int INT_VALUE = 3;
  private static final int DOUBLE_VALUE = 4;

  private final List<Figure> figures = new ArrayList<>();

  private record Point(SortedMap<String, String> labels, double value) {}

  private OtlpReader() {}

  /**
   * The numbers in {@code payload}, in their order.
   *
   * @throws ProtobufReader.MalformedException if it is something else
   */
  static List<Figure> read(ByteBuffer payload) {
    OtlpReader reader = new OtlpReader();
    ProtobufReader data = new ProtobufReader(payload);
    for (int field = data.next(); field != 0; field = data.next()) {
      if (field == RESOURCE_METRICS) {
        reader.resource(data.message());
      }
    }
    return reader.figures;
  }

  private void resource(ProtobufReader metrics) {
    SortedMap<String, String> labels = new TreeMap<>();
    for (int field = metrics.next(); field != 0; field = metrics.next()) {
      switch (field) {
        case RESOURCE -> attributes(metrics.message(), RESOURCE_ATTRIBUTE, labels);
        case SCOPE_METRICS -> scope(metrics.message(), labels);
        default -> {}
      }
    }
  }

  private void scope(ProtobufReader scope, SortedMap<String, String> labels) {
    for (int field = scope.next(); field != 0; field = scope.next()) {
      if (field == METRIC) {
        metric(scope.message(), labels);
      }
    }
  }

  private void metric(ProtobufReader metric, SortedMap<String, String> labels) {
    String name = "";
    for (int field = metric.next(); field != 0; field = metric.next()) {
      switch (field) {
        case NAME -> name = metric.text();
        case GAUGE, SUM -> numbers(name, field == SUM, metric.message(), labels);
        default -> {}
      }
    }
  }

  private void numbers(
      String name, boolean sum, ProtobufReader numbers, SortedMap<String, String> labels) {
    List<Point> points = new ArrayList<>();
    boolean delta = false;
    boolean monotonic = false;
    for (int field = numbers.next(); field != 0; field = numbers.next()) {
      if (field == POINT) {
        points.add(point(numbers.message(), labels));
      } else if (sum && field == TEMPORALITY) {
        delta = numbers.varint() == DELTA;
      } else if (sum && field == MONOTONIC) {
        monotonic = numbers.varint() != 0;
      }
    }
    if (name.isEmpty()) {
      throw new ProtobufReader.MalformedException("a metric without a name");
    }
    for (Point point : points) {
      figures.add(new Figure(new Series(name, monotonic, point.labels), delta, point.value));
    }
  }

  private static Point point(ProtobufReader point, SortedMap<String, String> ofResource) {
    SortedMap<String, String> labels = new TreeMap<>(ofResource);
    double value = 0;
    for (int field = point.next(); field != 0; field = point.next()) {
      switch (field) {
        case AS_DOUBLE -> value = Double.longBitsToDouble(point.fixed64());
        case AS_INT -> value = (double) point.fixed64();
        case ATTRIBUTE -> attribute(point.message(), labels);
        default -> {}
      }
    }
    return new Point(labels, value);
  }

  private static void attributes(
      ProtobufReader message, int attributeField, SortedMap<String, String> labels) {
    for (int field = message.next(); field != 0; field = message.next()) {
      if (field == attributeField) {
        attribute(message.message(), labels);
      }
    }
  }

  private static void attribute(ProtobufReader pair, SortedMap<String, String> labels) {
    String key = "";
    String value = "";
    for (int field = pair.next(); field != 0; field = pair.next()) {
      switch (field) {
        case KEY -> key = pair.text();
        case VALUE -> value = value(pair.message());
        default -> {}
      }
    }
    labels.put(key, value);
  }

  private static String value(ProtobufReader any) {
    String value = "";
    for (int field = any.next(); field != 0; field = any.next()) {
      switch (field) {
        case STRING_VALUE -> value = any.text();
        case BOOL_VALUE -> value = Boolean.toString(any.varint() != 0);
        case INT_VALUE -> value = Long.toString(any.varint());
        case DOUBLE_VALUE -> value = Double.toString(Double.longBitsToDouble(any.fixed64()));
        default -> {}
      }
    }
    return value;
  }
}
