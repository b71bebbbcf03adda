package io.jackdaw.kafka.metadata;

import org.apache.zookeeper.client.ZKClientConfig;

/**
 * Configuration of Apache's ZooKeeper client that leaves TLS alone until it is asked for.
 *
 * <p>Apache's own loads every certificate authority of the JDK to find the name of the newest TLS
 * protocol, also for a connection without TLS: a fifth of the broker's start.
 */
final class LightClientConfig extends ZKClientConfig {
  /** The names of some hundred thousand topics. */
  private static final String MAX_REPLY_BYTES = "16777216";

  LightClientConfig() {
    setProperty(ENABLE_CLIENT_SASL_KEY, "false");
    setProperty(JUTE_MAXBUFFER, MAX_REPLY_BYTES);
  }

  /** Called by the constructor of the base class: reads what system properties say. */
  @Override
  protected void handleBackwardCompatibility() {
    if (Boolean.getBoolean(SECURE_CLIENT)) {
      super.handleBackwardCompatibility();
      return;
    }
    setProperty(JUTE_MAXBUFFER, System.getProperty(JUTE_MAXBUFFER));
  }
}
