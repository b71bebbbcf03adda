package io.jackdaw.kafka.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ConfigImage;
import io.jackdaw.kafka.telemetry.Figure.Series;
import io.jackdaw.metrics.PrometheusText;
import io.jackdaw.time.FakeClock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class ClientTelemetryTest {
  private static final byte ZSTD = 4;
  private static final int CONNECTION = 7;

  private final FakeClock clock = new FakeClock();
  private final ClientTelemetry clients = new ClientTelemetry(100, clock);
  private final TelemetryClient client =
      new TelemetryClient(new Uuid(1, 2), "shop", "apache-kafka-java", "4.4.0", "10.0.0.1", 1234);
  private ClusterImage image = ClusterImage.empty();

  private void configure(Map<String, Map<String, String>> subscriptions) {
    Map<String, Map<String, String>> others = new TreeMap<>();
    subscriptions.forEach((name, config) -> others.put("client-metrics/" + name, config));
    ConfigImage configs = new ConfigImage(Map.of(), Map.of(), Map.of(), others);
    ClusterImage next = new ClusterImage("", 0, Map.of(), Map.of(), Map.of(), configs);
    clients.changed(image, next);
    image = next;
  }

  private ClientTelemetry.Answer ask() {
    return clients.ask(client, CONNECTION);
  }

  private Errors push(int subscription, boolean last, byte codec, int bytes) {
    return clients.admit(client, CONNECTION, subscription, last, codec, bytes);
  }

  private void everySecond(String metrics) {
    configure(Map.of("s", Map.of("metrics", metrics, "interval.ms", "1000")));
  }

  @Test
  void allSubscriptionsThatMeanAClientCountAndTheShortestInterval() {
    configure(
        Map.of(
            "a", Map.of("metrics", "org.one,org.two", "interval.ms", "5000"),
            "b", Map.of("metrics", "org.two,org.three", "match", "client_id=sh.*"),
            "c", Map.of("metrics", "org.four", "match", "client_id=sh", "interval.ms", "100"),
            "d",
                Map.of(
                    "metrics",
                    "org.five",
                    "match",
                    "client_software_name=apache.*,client_source_port=1234,client_source_address=10.*,"
                        + "client_software_version=4\\.4.*,client_instance_id="
                        + client.instance())));

    Wanted wanted = ask().wanted();

    assertThat(wanted.metrics())
        .containsExactlyInAnyOrder("org.one", "org.two", "org.three", "org.five");
    assertThat(wanted.intervalMs()).isEqualTo(5000);
  }

  @Test
  void aStarStandsForEverything() {
    configure(Map.of("a", Map.of("metrics", "org.one"), "b", Map.of("metrics", "*")));

    assertThat(ask().wanted().metrics()).containsExactly("*");
  }

  @Test
  void aClientThatNobodyMeansIsAskedForNothingAndComesBackInFiveMinutes() {
    assertThat(ask().wanted().metrics()).isEmpty();
    assertThat(ask().error()).isEqualTo(Errors.THROTTLING_QUOTA_EXCEEDED);
    clock.advance(300_000);
    assertThat(ask().error()).isEqualTo(Errors.NONE);
  }

  @Test
  void aChangedSubscriptionIsToldAtOnce() {
    int before = ask().wanted().subscriptionId();
    everySecond("org.");

    assertThat(ask().error()).isEqualTo(Errors.NONE);
    assertThat(ask().wanted().subscriptionId()).isNotEqualTo(before);
  }

  @Test
  void whatSomebodyWroteWronglyIsLeftOut() {
    configure(
        Map.of("bad", Map.of("metrics", "x", "match", "client_id=("), "b", Map.of("metrics", "y")));

    assertThat(ask().wanted().metrics()).containsExactly("y");
  }

  @Test
  void aPushMayFollowTheQuestionAtOnceAndThenOnceAnInterval() {
    everySecond("org.");
    int id = ask().wanted().subscriptionId();
    clock.advance(1);
    assertThat(ask().error()).isEqualTo(Errors.THROTTLING_QUOTA_EXCEEDED);
    assertThat(push(id, false, ZSTD, 10)).isEqualTo(Errors.NONE);
    clock.advance(999);
    assertThat(push(id, false, ZSTD, 10)).isEqualTo(Errors.THROTTLING_QUOTA_EXCEEDED);
    clock.advance(1);
    assertThat(push(id, false, ZSTD, 10)).isEqualTo(Errors.NONE);
  }

  @Test
  void refusalsAreApachesInItsOrder() {
    everySecond("org.");
    int id = ask().wanted().subscriptionId();
    clock.advance(1000);
    assertThat(push(id + 1, false, (byte) 9, 101)).isEqualTo(Errors.UNKNOWN_SUBSCRIPTION_ID);
    assertThat(ask().error()).isEqualTo(Errors.NONE); // it was told to ask again
    clock.advance(1000);
    assertThat(push(id, false, (byte) 9, 101)).isEqualTo(Errors.UNSUPPORTED_COMPRESSION_TYPE);
    clock.advance(1000);
    assertThat(push(id, false, ZSTD, 101)).isEqualTo(Errors.TELEMETRY_TOO_LARGE);
    clock.advance(1);
    assertThat(push(id, true, ZSTD, 100)).isEqualTo(Errors.NONE); // the last may come early
    clock.advance(5000);
    assertThat(push(id, false, ZSTD, 100)).isEqualTo(Errors.INVALID_REQUEST);
  }

  @Test
  void whoComesBackOnAnotherConnectionIsAskedAnewAndItsFiguresStay() {
    everySecond("org.");
    ask();
    clients.pushed(client.instance(), List.of(figure(true, 3)));
    clients.disconnected(client.instance(), CONNECTION);

    assertThat(ask().error()).isEqualTo(Errors.NONE);
    assertThat(text()).contains("org_sent{").contains(" 3.0");
  }

  @Test
  void whatWasAddedIsAddedAndWhatIsStandsForItself() {
    everySecond("org.");
    ask();
    clients.pushed(client.instance(), List.of(figure(true, 3), gauge("org.rate", 1.5)));
    clients.pushed(client.instance(), List.of(figure(true, 4), gauge("org.rate", 0.5)));

    assertThat(text())
        .isEqualTo(
            """
            # HELP org_rate org_rate
            # TYPE org_rate gauge
            org_rate{client_id="shop",client_instance_id="%s",client_software_name="apache-kafka-java",\
            client_software_version="4.4.0"} 0.5
            # HELP org_sent org_sent
            # TYPE org_sent counter
            org_sent{client_id="shop",client_instance_id="%s",client_software_name="apache-kafka-java",\
            client_software_version="4.4.0",node_id="1"} 7.0
            """
                .formatted(client.instance(), client.instance()));
  }

  @Test
  void aClientThatIsSilentForThreeIntervalsIsForgotten() {
    everySecond("org.");
    ask();
    clients.pushed(client.instance(), List.of(figure(true, 3)));
    clock.advance(59_999);
    assertThat(text()).isNotEmpty();
    clock.advance(20_000);
    assertThat(text()).isEmpty();
  }

  private String text() {
    PrometheusText text = new PrometheusText();
    ClientFigures.addTo(text, clients);
    return text.toString();
  }

  private static Figure figure(boolean delta, double value) {
    return new Figure(
        new Series("org.sent", true, new TreeMap<>(Map.of("node.id", "1"))), delta, value);
  }

  private static Figure gauge(String name, double value) {
    return new Figure(new Series(name, false, new TreeMap<>()), false, value);
  }
}
