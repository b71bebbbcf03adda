package io.jackdaw.kafka.telemetry;

import io.jackdaw.metrics.PrometheusText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What clients pushed, as Prometheus' text: their own names with underscores for dots, and which
 * client it is as labels.
 */
public final class ClientFigures {
  private static final Pattern NOT_A_NAME = Pattern.compile("[^a-zA-Z0-9_]");

  private record Sample(boolean counter, String labels, double value) {}

  private ClientFigures() {}

  /** Adds all figures of all clients. */
  public static void addTo(PrometheusText text, ClientTelemetry clients) {
    Map<String, List<Sample>> families = new TreeMap<>();
    clients.visit(
        (client, figures) ->
            figures.forEach(
                (series, value) ->
                    families
                        .computeIfAbsent(name(series.name()), _ -> new ArrayList<>())
                        .add(
                            new Sample(series.counter(), labels(client, series.labels()), value))));
    families.forEach(
        (name, samples) -> {
          boolean counter = samples.stream().allMatch(Sample::counter);
          text.begin(name, counter ? "counter" : "gauge");
          samples.forEach(sample -> text.sample(name, sample.labels, sample.value));
        });
  }

  private static String labels(TelemetryClient client, Map<String, String> given) {
    SortedMap<String, String> labels = new TreeMap<>();
    given.forEach((key, value) -> labels.put(name(key), value));
    labels.put("client_id", client.clientId());
    labels.put("client_instance_id", client.instance().toString());
    labels.put("client_software_name", client.softwareName());
    labels.put("client_software_version", client.softwareVersion());
    return labels.entrySet().stream()
        .map(label -> PrometheusText.label(label.getKey(), label.getValue()))
        .collect(Collectors.joining(","));
  }

  private static String name(String given) {
    String name = NOT_A_NAME.matcher(given).replaceAll("_");
    return name.isEmpty() || Character.isDigit(name.charAt(0)) ? "_" + name : name;
  }
}
