package io.jackdaw.kafka.quota;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections a broker takes, and how many a second.
 *
 * @param all on all listeners; those between brokers are taken beyond that
 * @param perAddress from one address, unless it is in {@code addresses}
 * @param perSecond on all listeners
 * @param listeners on each of them, where that is limited, by name in lower case
 * @param listenersPerSecond the same for new ones a second
 */
record ConnectionLimits(
    int all,
    int perAddress,
    int perSecond,
    Map<InetAddress, Integer> addresses,
    Map<String, Integer> listeners,
    Map<String, Integer> listenersPerSecond) {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimits.class);
  private static final String LISTENER = "listener.name.";
  private static final String MAX = "max.connections";
  private static final String RATE = "max.connection.creation.rate";

  /** Of the values in force; what cannot be read is no limit. */
  static ConnectionLimits of(Map<String, String> values) {
    Map<String, Integer> listeners = new HashMap<>();
    Map<String, Integer> rates = new HashMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(LISTENER)) {
            String name = key.substring(LISTENER.length());
            if (name.endsWith("." + MAX)) {
              put(listeners, name.substring(0, name.length() - MAX.length() - 1), value);
            } else if (name.endsWith("." + RATE)) {
              put(rates, name.substring(0, name.length() - RATE.length() - 1), value);
            }
          }
        });
    return new ConnectionLimits(
        number(values, MAX),
        number(values, "max.connections.per.ip"),
        number(values, RATE),
        addresses(values.getOrDefault("max.connections.per.ip.overrides", "")),
        Map.copyOf(listeners),
        Map.copyOf(rates));
  }

  private static void put(Map<String, Integer> limits, String listener, String value) {
    limits.put(listener.toLowerCase(Locale.ROOT), Integer.parseInt(value.strip()));
  }

  private static int number(Map<String, String> values, String key) {
    String value = values.get(key);
    return value == null ? Integer.MAX_VALUE : Integer.parseInt(value.strip());
  }

  private static Map<InetAddress, Integer> addresses(String overrides) {
    Map<InetAddress, Integer> addresses = new HashMap<>();
    for (String pair : overrides.split(",", -1)) {
      int colon = pair.lastIndexOf(':');
      if (colon > 0) {
        String host = pair.substring(0, colon).strip();
        try {
          addresses.put(
              InetAddress.getByName(host), Integer.parseInt(pair.substring(colon + 1).strip()));
        } catch (UnknownHostException unknown) {
          LOG.warn("max.connections.per.ip.overrides names {}, which has no address", host);
        } catch (NumberFormatException malformed) {
          throw new ConfigException(
              "max.connections.per.ip.overrides", overrides, "must be HOST:COUNT pairs");
        }
      }
    }
    return Map.copyOf(addresses);
  }
}
