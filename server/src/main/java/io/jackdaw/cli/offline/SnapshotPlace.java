package io.jackdaw.cli.offline;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The snapshot that a command looks into, as its first argument. */
final class SnapshotPlace {
  static final String LABEL = "SNAPSHOT";
  static final String DESCRIPTION =
      "a file snapshot-*.snap, or a data directory, whose newest snapshot is meant.";

  @Parameters(index = "0", paramLabel = LABEL, description = DESCRIPTION)
  Path place = Path.of("");

  OfflineTree read() {
    return OfflineTree.read(within(place));
  }

  /** What {@code jackdaw start} calls a data directory has the coordination service's inside. */
  static Path within(Path place) {
    Path inside = place.resolve("coordination");
    return Files.isDirectory(inside) ? inside : place;
  }
}
