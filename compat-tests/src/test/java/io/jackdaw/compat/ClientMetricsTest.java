package io.jackdaw.compat;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.JackdawProcess;
import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.KafkaTools;
import io.jackdaw.compat.rig.Places;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Apache's clients tell of themselves when they are asked to, and Prometheus can read it. */
class ClientMetricsTest {
  private static final String CLIENT_METRICS = "org.apache.kafka.tools.ClientMetricsCommand";

  private static String metrics(HttpClient http, int port) throws Exception {
    URI metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
    return http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
  }

  @Test
  void producersAndConsumersPushWhatTheyAreSubscribedTo() throws Exception {
    int port = Places.freePort();
    Map<String, String> settings =
        Map.of(
            "coordination.metricsProvider.className",
            "org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider",
            "coordination.metricsProvider.httpHost",
            "127.0.0.1",
            "coordination.metricsProvider.httpPort",
            Integer.toString(port));
    try (HttpClient http = HttpClient.newHttpClient();
        JackdawProcess server = JackdawProcess.fresh("ClientMetricsTest", settings)) {
      KafkaTools tools = new KafkaTools(server.bootstrapServers());
      tools
          .run(
              CLIENT_METRICS,
              "--alter",
              "--name",
              "all-of-shop",
              "--metrics",
              "org.apache.kafka.producer.,org.apache.kafka.consumer.fetch.manager.",
              "--interval",
              "200",
              "--match",
              "client_id=shop-.*,client_software_name=apache-kafka-java")
          .succeeded();
      assertThat(tools.run(CLIENT_METRICS, "--describe").succeeded().out())
          .contains("all-of-shop")
          .contains("interval.ms=200");

      KafkaClients kafka = new KafkaClients(server.bootstrapServers());
      try (KafkaProducer<String, String> producer =
              kafka.producer(Map.of("client.id", "shop-till"));
          KafkaProducer<String, String> other = kafka.producer(Map.of("client.id", "bank"));
          KafkaConsumer<String, String> consumer =
              kafka.consumer("g", Map.of("client.id", "shop-window"))) {
        producer.send(new ProducerRecord<>("sold", "k", "v")).get();
        other.send(new ProducerRecord<>("sold", "k", "v")).get();
        consumer.subscribe(List.of("sold"));
        await().atMost(30, SECONDS).until(() -> !consumer.poll(Duration.ofMillis(100)).isEmpty());
        await()
            .atMost(30, SECONDS)
            .pollInterval(Duration.ofMillis(50))
            .untilAsserted(
                () -> {
                  consumer.poll(Duration.ZERO);
                  assertThat(metrics(http, port))
                      .containsPattern(
                          "org_apache_kafka_producer_record_send_total\\{client_id=\"shop-till\""
                              + "[^\n]*\\} 1\\.0\n")
                      .containsPattern(
                          "org_apache_kafka_consumer_fetch_manager_records_consumed_total\\{"
                              + "client_id=\"shop-window\"[^\n]*\\} 2\\.0\n")
                      .doesNotContain("client_id=\"bank\"");
                });
      }
    }
  }
}
