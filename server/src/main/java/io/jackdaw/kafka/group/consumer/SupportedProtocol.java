package io.jackdaw.kafka.group.consumer;

import java.util.Arrays;
import java.util.Objects;

/** A protocol that a member offers, such as the assignor {@code range}, with what it says of it. */
public final class SupportedProtocol {
  private final String name;
  private final byte[] metadata;

  public SupportedProtocol(String name, byte[] metadata) {
    this.name = name;
    this.metadata = metadata;
  }

  public String name() {
    return name;
  }

  /** Shared, not to be changed. */
  public byte[] metadata() {
    return metadata;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SupportedProtocol that
        && name.equals(that.name)
        && Arrays.equals(metadata, that.metadata);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, Arrays.hashCode(metadata));
  }
}
