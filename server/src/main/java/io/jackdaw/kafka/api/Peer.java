package io.jackdaw.kafka.api;

import io.jackdaw.kafka.telemetry.ClientTelemetry;
import io.jackdaw.kafka.telemetry.TelemetryClient;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the program at the other end of a connection. On the connection's event loop
 * only.
 */
public final class Peer {
  private static final String UNKNOWN = "unknown";

  private final int port;
  private String softwareName = UNKNOWN;
  private String softwareVersion = UNKNOWN;
  private @Nullable Uuid instance;

  /**
   * @param port that it connected from
   */
  public Peer(int port) {
    this.port = port;
  }

  /** It has said what it is. */
  void is(String name, String version) {
    softwareName = name;
    softwareVersion = version;
  }

  /** The client that tells of itself here; {@code clients} will know when the connection ends. */
  TelemetryClient telling(RequestContext context, ClientTelemetry clients, Uuid as) {
    if (instance == null) {
      context.connectionEnd().await(() -> disconnected(clients, context.connectionId()));
    }
    instance = as;
    return new TelemetryClient(
        as,
        context.clientId(),
        softwareName,
        softwareVersion,
        context.clientAddress().getHostAddress(),
        port);
  }

  private void disconnected(ClientTelemetry clients, long connectionId) {
    if (instance != null) {
      clients.disconnected(instance, connectionId);
    }
  }
}
