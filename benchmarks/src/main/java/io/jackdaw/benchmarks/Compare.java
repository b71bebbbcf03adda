package io.jackdaw.benchmarks;

import io.jackdaw.benchmarks.report.Report;
import io.jackdaw.benchmarks.report.Results;
import io.jackdaw.benchmarks.stand.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** Runs every load on Apache's server and on ours in turn, round by round, and compares them. */
public final class Compare {
  private Compare() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments;
    try {
      arguments = Arguments.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(Arguments.USAGE);
      System.exit(2);
      return;
    }
    List<Load> loads =
        (arguments.everything() ? Loads.all() : Loads.usual())
            .stream().filter(arguments::selects).toList();
    if (arguments.list()) {
      loads.forEach(load -> System.out.printf("%-28s %s%n", load.name(), load.what()));
      return;
    }
    if (loads.isEmpty()) {
      System.err.println("no load is called so; see --list");
      System.exit(2);
    }
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () ->
                    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
    compare(arguments, loads);
    System.exit(0);
  }

  private static void compare(Arguments arguments, List<Load> loads) throws IOException {
    Files.createDirectories(arguments.place().root());
    arguments.place().remove(arguments.place().data()); // Of a run that was cut off.
    Map<String, String> machine = Machine.describe(arguments.place());
    Limits.measure(arguments.place(), arguments.effort(), machine);
    machine.forEach((key, value) -> System.out.printf("%-24s %s%n", key, value));

    Results results = new Results();
    Report report = new Report(machine, loads, results);
    Rounds rounds =
        new Rounds(arguments.place(), arguments.effort(), results, arguments.oursAlone());
    System.out.printf("preparing%n");
    if (!arguments.oursAlone()) {
      rounds.prepare(loads);
    }
    for (int round = 1; round <= arguments.rounds(); round++) {
      rounds.run(round, loads);
      report.write(arguments.place().root());
    }
    StringBuilder table = new StringBuilder();
    report.print(table);
    System.out.println();
    System.out.print(table);
    System.out.println("also written to " + arguments.place().root());
  }
}
