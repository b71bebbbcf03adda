package io.jackdaw.kafka.partition;

/** Lets tests of other packages see who waits. */
public final class Waiting {
  private Waiting() {}

  public static int on(Partition partition) {
    return partition.waiting();
  }
}
