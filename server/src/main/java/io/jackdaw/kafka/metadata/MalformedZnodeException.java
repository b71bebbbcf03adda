package io.jackdaw.kafka.metadata;

/** A znode's data is not what Kafka keeps there; somebody else wrote it. */
public final class MalformedZnodeException extends RuntimeException {
  MalformedZnodeException(String message) {
    super(message);
  }
}
