package io.jackdaw.kafka.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.kafka.telemetry.Figure.Series;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.TelemetryTooLargeException;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;
import org.apache.kafka.shaded.io.opentelemetry.proto.common.v1.AnyValue;
import org.apache.kafka.shaded.io.opentelemetry.proto.common.v1.KeyValue;
import org.apache.kafka.shaded.io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import org.apache.kafka.shaded.io.opentelemetry.proto.metrics.v1.Gauge;
import org.apache.kafka.shaded.io.opentelemetry.proto.metrics.v1.Histogram;
import org.apache.kafka.shaded.io.opentelemetry.proto.metrics.v1.Metric;
import org.apache.kafka.shaded.io.opentelemetry.proto.metrics.v1.MetricsData;
import org.apache.kafka.shaded.io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import org.apache.kafka.shaded.io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import org.apache.kafka.shaded.io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import org.apache.kafka.shaded.io.opentelemetry.proto.metrics.v1.Sum;
import org.apache.kafka.shaded.io.opentelemetry.proto.resource.v1.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Apache's client writes by protobuf's own classes is read by ours. */
class PayloadTest {
  private static final int MAX = 10_000;

  private static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static byte[] pushed() {
    Sum sum =
        Sum.newBuilder()
            .setIsMonotonic(true)
            .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA)
            .addDataPoints(
                NumberDataPoint.newBuilder()
                    .setStartTimeUnixNano(1)
                    .setTimeUnixNano(-1)
                    .setAsInt(-5)
                    .addAttributes(attribute("node", AnyValue.newBuilder().setIntValue(-3))))
            .build();
    Gauge gauge =
        Gauge.newBuilder().addDataPoints(NumberDataPoint.newBuilder().setAsDouble(0.25)).build();
    return MetricsData.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(attribute("rack", AnyValue.newBuilder().setStringValue("ř")))
                        .addAttributes(attribute("on", AnyValue.newBuilder().setBoolValue(true))))
                .addScopeMetrics(
                    ScopeMetrics.newBuilder()
                        .addMetrics(Metric.newBuilder().setName("a.sum").setUnit("u").setSum(sum))
                        .addMetrics(
                            Metric.newBuilder()
                                .setName("no number")
                                .setHistogram(Histogram.newBuilder()))
                        .addMetrics(Metric.newBuilder().setName("a.gauge").setGauge(gauge))))
        .build()
        .toByteArray();
  }

  private static ByteBuffer compressed(CompressionType type, byte[] bytes) throws IOException {
    ByteBufferOutputStream out = new ByteBufferOutputStream(512);
    try (OutputStream compressing = Compression.of(type).build().wrapForOutput(out, (byte) 2)) {
      compressing.write(bytes);
    }
    return out.buffer().flip();
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void figuresOfEveryCompressionAreRead(CompressionType type) throws IOException {
    assertThat(Payload.figures(compressed(type, pushed()), type.id, MAX))
        .containsExactly(
            new Figure(
                new Series(
                    "a.sum", true, new TreeMap<>(Map.of("rack", "ř", "on", "true", "node", "-3"))),
                true,
                -5),
            new Figure(
                new Series("a.gauge", false, new TreeMap<>(Map.of("rack", "ř", "on", "true"))),
                false,
                0.25));
  }

  @Test
  void moreThanIsAllowedIsNotDecompressed() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    for (int i = 0; i < 1000; i++) {
      bomb.write(pushed());
    }
    ByteBuffer small = compressed(CompressionType.GZIP, bomb.toByteArray());

    assertThatThrownBy(() -> Payload.figures(small, CompressionType.GZIP.id, MAX))
        .isInstanceOf(TelemetryTooLargeException.class);
  }

  @Test
  void memoryIsNotSetAsideForWhatIsOnlyClaimed() {
    byte[] claimsTwoGigabytes = {-1, -1, -1, -1, 7, 0};

    assertThatThrownBy(
            () ->
                Payload.figures(
                    ByteBuffer.wrap(claimsTwoGigabytes), CompressionType.SNAPPY.id, MAX))
        .isInstanceOf(InvalidRecordException.class);
  }

  /** Cut or changed anywhere: it is read as something, or refused; nothing else happens. */
  @Test
  void whatIsNoMessageIsRefused() {
    byte[] good = pushed();
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] bad = Arrays.copyOf(good, 1 + random.nextInt(good.length));
      bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      try {
        Payload.figures(ByteBuffer.wrap(bad), CompressionType.NONE.id, MAX);
      } catch (InvalidRecordException expected) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1_000);
  }
}
