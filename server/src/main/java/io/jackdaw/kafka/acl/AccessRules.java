package io.jackdaw.kafka.acl;

import java.net.InetAddress;

/** Knows what a client may do, by who it is and where it calls from. Any thread. */
public interface AccessRules {
  /** Of a broker without an authorizer. */
  AccessRules NONE = (user, address) -> Access.FULL;

  /**
   * For one connection; follows changes of the lists for as long as it is kept.
   *
   * @param user without Kafka's {@code User:}
   */
  Access of(String user, InetAddress address);
}
