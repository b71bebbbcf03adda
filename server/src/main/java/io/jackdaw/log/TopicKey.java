package io.jackdaw.log;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * One topic-level configuration key.
 *
 * @param defaultValue as text; empty for an empty list
 * @param brokerKeys the broker-level keys that give its default, the one that wins first
 * @param hasEffect whether this version acts on it, or only keeps and shows it
 */
public record TopicKey(
    String name,
    ConfigDef.Type type,
    String defaultValue,
    List<BrokerKey> brokerKeys,
    boolean hasEffect) {
  public TopicKey {
    brokerKeys = List.copyOf(brokerKeys);
  }

  /**
   * A broker-level key for the same thing.
   *
   * @param factor by which its value is multiplied to get the topic's unit: 3600000 for hours
   */
  public record BrokerKey(String name, long factor) {
    /**
     * The broker's value in the topic's unit; negative stays "without limit".
     *
     * @throws ConfigException if it should be a number and is not
     */
    public String toTopicValue(String value) {
      if (factor == 1) {
        return value;
      }
      try {
        long number = Long.parseLong(value.trim());
        return Long.toString(number < 0 ? -1 : Math.multiplyExact(number, factor));
      } catch (NumberFormatException | ArithmeticException malformed) {
        throw new ConfigException(name, value, "Not a number of the type LONG");
      }
    }
  }
}
