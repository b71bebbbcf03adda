package io.jackdaw.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {
  @Test
  void writesEachKindOfMetric() {
    MetricsRegistry registry = new MetricsRegistry();
    registry.gauge("a_gauge", () -> 1.5);
    registry.counter("b_count").add(3);
    registry.summary("c_time", Summary.detailed()).add(4);
    Counter refused = new Counter();
    refused.increment();
    registry.counters("d_count", Map.of("say \"hi\"", refused));

    assertThat(new PrometheusText().add(registry))
        .hasToString(
            """
            # HELP a_gauge a_gauge
            # TYPE a_gauge gauge
            a_gauge 1.5
            # HELP b_count b_count
            # TYPE b_count counter
            b_count 3.0
            # HELP c_time c_time
            # TYPE c_time summary
            c_time{quantile="0.5"} 4.0
            c_time{quantile="0.9"} 4.0
            c_time{quantile="0.99"} 4.0
            c_time_count 1.0
            c_time_sum 4.0
            # HELP d_count d_count
            # TYPE d_count counter
            d_count{key="say \\"hi\\""} 1.0
            """);
  }

  @Test
  void everyLineOfTheVirtualMachineIsASampleOrAComment() {
    PrometheusText text = new PrometheusText();
    JvmMetrics.addTo(text);

    assertThat(text.toString().lines())
        .isNotEmpty()
        .allMatch(line -> line.matches("# (HELP|TYPE) .*|[a-z_]+(\\{.*\\})? -?[0-9.E]+"));
  }

  @Test
  void aNameIsRegisteredOnce() {
    MetricsRegistry registry = new MetricsRegistry();
    registry.counter("once");

    assertThatThrownBy(() -> registry.counter("once")).isInstanceOf(IllegalStateException.class);
  }
}
