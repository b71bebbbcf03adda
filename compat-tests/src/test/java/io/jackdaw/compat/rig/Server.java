package io.jackdaw.compat.rig;

/** Something that serves both protocols, wherever it came from. Closing stops what was started. */
public interface Server extends AutoCloseable {

  /** {@code host:port} of the broker. */
  String bootstrapServers();

  /** {@code host:port} of the coordination service. */
  String connectString();

  @Override
  void close();
}
