package io.jackdaw.kafka.metadata;

import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/**
 * The coordination service's answer: a refusal is a value like any other.
 *
 * @param value null unless the code is OK
 */
public record Reply<T>(Code code, @Nullable T value) {
  public boolean ok() {
    return code == Code.OK;
  }

  /** Whether the write may or may not have been done: the connection or session was lost. */
  public boolean unknown() {
    return code == Code.CONNECTIONLOSS
        || code == Code.SESSIONEXPIRED
        || code == Code.OPERATIONTIMEOUT;
  }

  /** The value of an answer that is OK. */
  public T get() {
    if (value == null) {
      throw new IllegalStateException("Coordination service answered " + code);
    }
    return value;
  }
}
