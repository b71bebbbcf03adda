package io.jackdaw.benchmarks.stand;

/** What a load speaks, and so who can be compared under it. */
public enum Protocol {
  KAFKA(Contender.APACHE_KAFKA),
  ZOOKEEPER(Contender.APACHE_ZOOKEEPER);

  private final Contender apache;

  Protocol(Contender apache) {
    this.apache = apache;
  }

  /** The server that ours is compared with. */
  public Contender apache() {
    return apache;
  }

  /** The port where {@code ports} has this protocol. */
  int port(Ports ports) {
    return this == KAFKA ? ports.kafka() : ports.zookeeper();
  }
}
