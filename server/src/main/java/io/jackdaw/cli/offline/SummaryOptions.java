package io.jackdaw.cli.offline;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which part of which snapshot is summed up. */
final class SummaryOptions {
  @Mixin SnapshotPlace snapshot = new SnapshotPlace();

  @Parameters(index = "1", arity = "0..1", defaultValue = "/", description = "where to begin.")
  String path = "/";

  @Parameters(
      index = "2",
      arity = "0..1",
      defaultValue = "1",
      description = "levels below it; 0 for all.")
  int depth;

  void print() {
    new SnapshotSummary(snapshot.read()).print(path, depth, System.out);
  }
}
