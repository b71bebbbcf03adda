package io.jackdaw.cli.offline;

import picocli.CommandLine.Option;

/** How the content of a snapshot is printed. */
final class ListingOptions {
  @Option(
      names = {"-d", "--data"},
      description = "print data too, in Base64.")
  boolean data;

  @Option(
      names = {"--json", "-json"},
      description = "print JSON.")
  boolean json;

  void print(OfflineTree tree) {
    SnapshotListing listing = new SnapshotListing(tree, data);
    if (json) {
      listing.printJson(System.out);
    } else {
      listing.print(System.out);
    }
  }
}
