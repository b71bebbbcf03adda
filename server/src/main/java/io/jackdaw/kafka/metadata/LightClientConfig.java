package io.jackdaw.kafka.metadata;

import org.apache.zookeeper.client.ZKClientConfig;

/**
 * Configuration of Apache's ZooKeeper client: no SASL, and TLS left alone.
 *
 * <p>Apache's own loads every certificate authority of the JDK to find the name of the newest TLS
 * protocol, also for a connection without TLS: a fifth of the broker's start.
 *
 * <p>Answers of up to 64 MB are taken: a cluster of many topics has a long list of them, and who
 * meets Apache's limit of 1 MB finds no broker of the cluster able to start.
 */
final class LightClientConfig extends ZKClientConfig {
  private static final int MOST_BYTES = 64 * 1024 * 1024;

  LightClientConfig() {
    setProperty(ENABLE_CLIENT_SASL_KEY, "false");
    setProperty(JUTE_MAXBUFFER, Integer.toString(MOST_BYTES));
  }

  /** Called by the constructor of the base class, to read system properties about TLS and more. */
  @Override
  protected void handleBackwardCompatibility() {}
}
