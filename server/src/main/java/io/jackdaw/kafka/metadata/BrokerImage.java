package io.jackdaw.kafka.metadata;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A live broker.
 *
 * @param epoch the czxid of its registration: a new one is a restart
 */
public record BrokerImage(
    int id, long epoch, List<BrokerEndpoint> endpoints, @Nullable String rack) {

  /** Where the broker is reached by those who came in on {@code listener}. */
  public Optional<BrokerEndpoint> endpoint(String listener) {
    return endpoints.stream().filter(endpoint -> endpoint.listener().equals(listener)).findFirst();
  }

  /** One advertised listener; the security protocol is Kafka's name for it. */
  public record BrokerEndpoint(String listener, String securityProtocol, String host, int port) {
    @Override
    public String toString() {
      return listener + "://" + host + ":" + port;
    }
  }
}
