package io.jackdaw.benchmarks.stand;

import java.util.List;

/** How large a server's heap may be. */
public enum Heap {
  /** As its own scripts say. */
  OWN,
  /** The same for both contenders. */
  TWO_GIB;

  List<String> options(String... own) {
    return this == OWN ? List.of(own) : List.of("-Xmx2g");
  }
}
