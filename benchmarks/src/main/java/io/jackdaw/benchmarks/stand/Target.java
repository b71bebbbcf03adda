package io.jackdaw.benchmarks.stand;

/** What is aimed at: ours divided by Apache's, in the same run. */
public enum Target {
  START(false, 0.25, "start"),
  IDLE_MEMORY(false, 0.35, "idle memory"),
  PRODUCE_100_BYTES_CPU(false, 0.5, "CPU per 100-byte record produced"),
  PRODUCE_1_KB_CPU(false, 0.6, "CPU per 1 KB record produced"),
  CONSUME_CPU(false, 0.8, "CPU per record consumed"),
  PRODUCE(true, 1.3, "produce throughput"),
  FORCED(true, 2, "produce throughput with fsync"),
  LATENCY(false, 0.7, "p99 at half load"),
  SMALL_REQUESTS(true, 1.5, "small requests"),
  TRANSACTIONS(true, 1.5, "transactions"),
  ZNODE_WRITES(true, 1.2, "znode writes"),
  ZNODE_READS(true, 1.2, "znode reads"),
  ZNODE_CPU(false, 0.7, "CPU per znode operation"),
  ZNODE_MEMORY(false, 0.6, "memory per million znodes");

  private final boolean atLeast;
  private final double ratio;
  private final String title;

  Target(boolean atLeast, double ratio, String title) {
    this.atLeast = atLeast;
    this.ratio = ratio;
    this.title = title;
  }

  public String title() {
    return title;
  }

  public boolean metBy(double measured) {
    return atLeast ? measured >= ratio : measured <= ratio;
  }

  /** For people: {@code ≤0.25}. */
  @Override
  public String toString() {
    return (atLeast ? "≥" : "≤") + "%.2f".formatted(ratio);
  }
}
