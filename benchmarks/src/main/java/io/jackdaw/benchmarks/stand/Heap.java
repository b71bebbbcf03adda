package io.jackdaw.benchmarks.stand;

import java.util.List;

/** How large a server's heap may be. */
public enum Heap {
  /** As its own scripts say. */
  OWN,
  /** The same for both contenders. */
  TWO_GIB,
  /** The same, for more than fits there. */
  TEN_GIB;

  List<String> options(String... own) {
    return switch (this) {
      case OWN -> List.of(own);
      case TWO_GIB -> List.of("-Xmx2g");
      case TEN_GIB -> List.of("-Xmx10g");
    };
  }
}
