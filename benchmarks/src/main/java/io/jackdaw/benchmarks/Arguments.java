package io.jackdaw.benchmarks;

import io.jackdaw.benchmarks.stand.Effort;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Workplace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What was asked for.
 *
 * @param only names of loads, or their beginnings; empty means all
 * @param everything also the loads that are left out by default
 * @param oursAlone not on Apache's servers
 */
record Arguments(
    List<String> only,
    int rounds,
    Effort effort,
    boolean everything,
    boolean oursAlone,
    boolean list,
    Workplace place) {
  static final String USAGE =
      """
      usage: benchmarks/compare [OPTION]...
        --only NAME   only the load of that name, or those that begin so; may be given several times
        --rounds N    how often each load is run on each server (3; 1 with --quick)
        --quick       small sizes, one server for all loads of a protocol, not those that take long: under three minutes
        --all         also the whole cross product of record sizes, producers, partitions and codecs
        --ours        Jackdaw alone, for a look; no ratios
        --list        the loads, and what each does
      """;

  private static final int ROUNDS = 3;

  static Arguments parse(String[] args) {
    List<String> only = new ArrayList<>();
    int rounds = 0;
    boolean quick = false;
    boolean everything = false;
    boolean oursAlone = false;
    boolean list = false;
    List<Path> paths = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--only" -> only.add(value(args, ++i));
        case "--rounds" -> rounds = Integer.parseInt(value(args, ++i));
        case "--quick" -> quick = true;
        case "--all" -> everything = true;
        case "--ours" -> oursAlone = true;
        case "--list" -> list = true;
        default -> {
          if (args[i].startsWith("-")) {
            throw new IllegalArgumentException("unknown: " + args[i]);
          }
          paths.add(Path.of(args[i]).toAbsolutePath());
        }
      }
    }
    if (paths.size() != 3) {
      throw new IllegalArgumentException("needs the distribution, the peers and a folder");
    }
    return new Arguments(
        only,
        rounds > 0 ? rounds : quick ? 1 : ROUNDS,
        quick ? Effort.QUICK : Effort.WHOLE,
        everything,
        oursAlone,
        list,
        new Workplace(paths.get(2), paths.get(0), paths.get(1)));
  }

  private static String value(String[] args, int i) {
    if (i == args.length) {
      throw new IllegalArgumentException(args[i - 1] + " needs a value");
    }
    return args[i];
  }

  boolean selects(Load load) {
    return only.isEmpty()
        ? load.isQuick() || !effort.shared()
        : only.stream().anyMatch(load.name()::startsWith);
  }
}
