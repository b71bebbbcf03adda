package io.jackdaw.node;

import io.jackdaw.disk.StorageException;
import io.jackdaw.metrics.PrometheusText;
import io.jackdaw.time.Clock;
import io.jackdaw.zookeeper.CoordinationService;
import io.jackdaw.zookeeper.admin.AdminConfig;
import io.jackdaw.zookeeper.admin.AdminServer;
import io.jackdaw.zookeeper.admin.MetricsServer;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The AdminServer and the port for Prometheus, where they are configured. A port that cannot be had
 * is one warning, and the service goes on without, as ZooKeeper's does.
 */
final class OperatorPorts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorPorts.class);

  private final List<AutoCloseable> open = new ArrayList<>();
  private final Map<String, String> addresses = new LinkedHashMap<>();

  private @Nullable MetricsServer metrics;

  private OperatorPorts() {}

  static OperatorPorts open(AdminConfig config, CoordinationService service) {
    OperatorPorts operators = new OperatorPorts();
    AdminConfig.Commands commands = config.commands();
    if (commands != null) {
      operators.commands(commands, service);
    }
    AdminConfig.Metrics metrics = config.metrics();
    if (metrics != null) {
      operators.metrics(metrics, service);
    }
    return operators;
  }

  private void commands(AdminConfig.Commands config, CoordinationService service) {
    try {
      AdminServer server =
          AdminServer.start(
              config, service.view(), service.privileged(), service.metrics(), Clock.system());
      open.add(server);
      addresses.put("admin", at(config.address(), server.port()));
    } catch (StorageException | IllegalArgumentException unusable) {
      LOG.warn("No AdminServer: {}", unusable.getMessage());
    }
  }

  private void metrics(AdminConfig.Metrics config, CoordinationService service) {
    try {
      MetricsServer server = MetricsServer.start(config, service.view());
      metrics = server;
      open.add(server);
      addresses.put("metrics", at(config.address(), server.port()));
    } catch (StorageException taken) {
      LOG.warn("No metrics for Prometheus: {}", taken.getMessage());
    }
  }

  /** Shows what {@code other} adds among the metrics, where there are any. */
  void alsoShow(Consumer<PrometheusText> other) {
    if (metrics != null) {
      metrics.alsoShow(other);
    }
  }

  private static String at(InetSocketAddress configured, int port) {
    boolean everywhere = configured.getAddress().isAnyLocalAddress();
    return (everywhere ? "localhost" : configured.getHostString()) + ":" + port;
  }

  /** Where they are, as {@code host:port}, by what for: {@code admin}, {@code metrics}. */
  Map<String, String> addresses() {
    return addresses;
  }

  @Override
  public void close() {
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception failure) {
        LOG.warn("A port for operators could not be closed", failure);
      }
    }
  }
}
