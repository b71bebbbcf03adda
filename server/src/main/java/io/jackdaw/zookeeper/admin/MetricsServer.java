package io.jackdaw.zookeeper.admin;

import io.jackdaw.metrics.JvmMetrics;
import io.jackdaw.metrics.PrometheusText;
import io.jackdaw.net.http.HttpCall;
import io.jackdaw.net.http.HttpPort;
import io.jackdaw.zookeeper.report.ServerView;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /metrics}, from which Prometheus scrapes ZooKeeper's metrics, and those of a broker beside
 * it. Any thread.
 */
public final class MetricsServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);
  private static final String PATH = "/metrics";

  private final AdminConfig.Metrics config;
  private final ServerView server;
  private final List<Consumer<PrometheusText>> others = new CopyOnWriteArrayList<>();
  private final HttpPort port;

  private MetricsServer(AdminConfig.Metrics config, ServerView server) {
    this.config = config;
    this.server = server;
    this.port = HttpPort.bind("metrics", config.address(), null, this::answer);
    LOG.info("Metrics for Prometheus are ready port={}", port.port());
  }

  /**
   * Binds and answers from now on.
   *
   * @throws io.jackdaw.disk.StorageException when the port cannot be had
   */
  public static MetricsServer start(AdminConfig.Metrics config, ServerView server) {
    return new MetricsServer(config, server);
  }

  /** Shows what {@code other} adds too; on the thread of each call. */
  public void alsoShow(Consumer<PrometheusText> other) {
    others.add(other);
  }

  /** The port in use, also when it was picked. */
  public int port() {
    return port.port();
  }

  private void answer(HttpCall call) throws IOException {
    if (!call.path().equals(PATH)) {
      call.reply(404, "text/plain", "Not found: the metrics are at " + PATH + "\n");
      return;
    }
    if (!call.method().equals("GET") && !call.method().equals("HEAD")) {
      call.reply(405, "text/plain", "Method not allowed\n");
      return;
    }
    PrometheusText text = new PrometheusText().add(server.metrics());
    others.forEach(other -> other.accept(text));
    if (config.jvm()) {
      JvmMetrics.addTo(text);
    }
    call.reply(200, PrometheusText.CONTENT_TYPE, text.toString());
  }

  @Override
  public void close() {
    port.close();
  }
}
