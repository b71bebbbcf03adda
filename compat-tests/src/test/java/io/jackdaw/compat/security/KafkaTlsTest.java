package io.jackdaw.compat.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.compat.rig.Distribution;
import io.jackdaw.compat.rig.ExternalProcess;
import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.Readiness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Kafka's clients over TLS: Apache's, with certificates and without. */
class KafkaTlsTest {
  private static final int ANYBODY = Places.freePort();
  private static final int KNOWN = Places.freePort();
  private static final int LARGE = 200_000;

  private static Identity ann;
  private static Identity stranger;
  private static Path trusted;
  private static ExternalProcess server;

  @BeforeAll
  static void startServer() {
    Identity own = new Identity("server");
    ann = new Identity("ann");
    stranger = new Identity("stranger");
    trusted = Identity.believing(own);
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "listeners", "ANYBODY://127.0.0.1:%d,KNOWN://127.0.0.1:%d".formatted(ANYBODY, KNOWN));
    settings.put("listener.security.protocol.map", "ANYBODY:SSL,KNOWN:SSL");
    settings.put("inter.broker.listener.name", "ANYBODY");
    settings.put("ssl.keystore.location", own.pem().toString());
    settings.put("ssl.keystore.type", "PEM");
    settings.put("listener.name.known.ssl.keystore.location", own.pkcs12().toString());
    settings.put("listener.name.known.ssl.keystore.type", "PKCS12");
    settings.put("listener.name.known.ssl.keystore.password", Identity.PASSWORD);
    settings.put("listener.name.known.ssl.client.auth", "required");
    settings.put("ssl.truststore.location", Identity.believing(ann).toString());
    settings.put("ssl.truststore.type", "PKCS12");
    settings.put("ssl.truststore.password", Identity.PASSWORD);
    settings.put("ssl.principal.mapping.rules", "RULE:^CN=(.*?),.*$/$1/U,DEFAULT");
    Path folder = Places.freshFolder("kafka-tls");
    List<String> command = new ArrayList<>();
    command.add(Distribution.unpacked().resolve("bin/jackdaw").toString());
    command.addAll(List.of("start", "--data", folder.resolve("data").toString()));
    command.addAll(List.of("--zookeeper-port", "0"));
    settings.forEach((key, value) -> command.addAll(List.of("--override", key + "=" + value)));
    server =
        ExternalProcess.start(
            "jackdaw-tls", folder, Map.of("JAVA_HOME", System.getProperty("java.home")), command);
    Readiness.awaitListening(server, ANYBODY, KNOWN);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static Map<String, Object> believing() {
    Map<String, Object> config = new HashMap<>();
    config.put("security.protocol", "SSL");
    config.put("ssl.truststore.location", trusted.toString());
    config.put("ssl.truststore.password", Identity.PASSWORD);
    return config;
  }

  private static Map<String, Object> showing(Identity own) {
    Map<String, Object> config = believing();
    config.put("ssl.keystore.location", own.pkcs12().toString());
    config.put("ssl.keystore.password", Identity.PASSWORD);
    return config;
  }

  private static KafkaClients at(int port) {
    return new KafkaClients("127.0.0.1:" + port);
  }

  @Test
  void recordsOfEverySizeComeBackAsTheyWere() throws Exception {
    comeBack("tls");
  }

  private static void comeBack(String topic) throws Exception {
    List<String> sent = List.of("small", "x".repeat(LARGE), "", "y".repeat(LARGE), "last");
    try (KafkaProducer<String, String> producer = at(ANYBODY).producer(believing());
        KafkaConsumer<String, String> consumer = at(ANYBODY).consumer(topic, believing())) {
      for (String value : sent) {
        producer.send(new ProducerRecord<>(topic, 0, null, value)).get(30, TimeUnit.SECONDS);
      }
      assertThat(consumed(consumer, topic, sent.size())).isEqualTo(sent);
      consumer.commitSync();
    }
  }

  private static List<String> consumed(
      KafkaConsumer<String, String> consumer, String topic, int count) {
    TopicPartition partition = new TopicPartition(topic, 0);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    List<String> values = new ArrayList<>();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (values.size() < count && System.nanoTime() < end) {
      consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
    }
    return values;
  }

  @Test
  void aListenerThatWantsCertificatesLetsInWhomItBelieves() throws Exception {
    try (KafkaProducer<String, String> producer = at(KNOWN).producer(showing(ann))) {
      producer.send(new ProducerRecord<>("known", "x")).get(30, TimeUnit.SECONDS);
    }
    for (Map<String, Object> refused : List.of(believing(), showing(stranger))) {
      refused.put("max.block.ms", 5_000);
      try (KafkaProducer<String, String> producer = at(KNOWN).producer(refused)) {
        assertThatThrownBy(
                () -> producer.send(new ProducerRecord<>("known", "x")).get(30, TimeUnit.SECONDS))
            .hasMessageContaining("SslAuthenticationException");
      }
    }
  }

  @Test
  void aCertificateSaysWhoseQuotaCounts() throws Exception {
    Map<String, Object> config = believing();
    config.put("bootstrap.servers", "127.0.0.1:" + ANYBODY);
    try (Admin admin = Admin.create(config)) {
      admin
          .alterClientQuotas(
              List.of(
                  new ClientQuotaAlteration(
                      new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, "ANN")),
                      List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 50_000.0)))))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    assertThat(throttleMs(at(KNOWN).producer(showing(ann)))).isPositive();
    assertThat(throttleMs(at(ANYBODY).producer(believing()))).isZero();
  }

  /** The longest wait that the broker asked for while a few large records were sent. */
  private static double throttleMs(KafkaProducer<String, String> producer) throws Exception {
    try (producer) {
      for (int i = 0; i < 5; i++) {
        producer
            .send(new ProducerRecord<>("measured", "z".repeat(LARGE)))
            .get(60, TimeUnit.SECONDS);
      }
      return producer.metrics().values().stream()
          .filter(metric -> metric.metricName().name().equals("produce-throttle-time-max"))
          .mapToDouble(metric -> (double) metric.metricValue())
          .max()
          .orElseThrow();
    }
  }

  @Test
  void whoSpeaksPlainlyIsLeftAloneAndDisturbsNobody() throws Exception {
    Map<String, Object> plain = new HashMap<>(Map.of("max.block.ms", 2_000));
    try (KafkaProducer<String, String> producer = at(ANYBODY).producer(plain)) {
      assertThatThrownBy(
              () -> producer.send(new ProducerRecord<>("plain", "x")).get(30, TimeUnit.SECONDS))
          .hasMessageContaining("plain");
    }
    comeBack("undisturbed");
  }
}
