package io.jackdaw.compat.rig;

/** Servers that somebody else started and will stop. */
public record Addresses(String bootstrapServers, String connectString) implements Server {

  static Addresses given() {
    return new Addresses(
        System.getProperty("jackdaw.compat.bootstrap", "127.0.0.1:9092"),
        System.getProperty("jackdaw.compat.connect", "127.0.0.1:2181"));
  }

  @Override
  public void close() {}
}
