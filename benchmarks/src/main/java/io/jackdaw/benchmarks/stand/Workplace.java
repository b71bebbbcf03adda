package io.jackdaw.benchmarks.stand;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a comparison keeps its files; all data directories are on the same disk.
 *
 * @param root everything is written below it
 * @param distribution the unpacked distribution of ours
 * @param peers class paths of Apache's servers, one folder each
 */
public record Workplace(Path root, Path distribution, Path peers) {
  /** Below it are the data directories, one for each stand. */
  public Path data() {
    return root.resolve("data");
  }

  /** A directory for data, with nothing in it. */
  public Path emptyDirectory(String name) throws IOException {
    Path directory = data().resolve(name);
    remove(directory);
    return Files.createDirectories(directory);
  }

  /** Removes {@code directory} and all below it; nothing when it is not there. */
  public void remove(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    List<Path> inside;
    try (Stream<Path> files = Files.walk(directory)) {
      inside = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : inside) {
      Files.deleteIfExists(file);
    }
  }

  /** Where a process writes what it says. */
  public Path log(String name) {
    return root.resolve(name + ".log");
  }

  /** The Java that runs this comparison, and both contenders. */
  public String java() {
    return ProcessHandle.current().info().command().orElse("java");
  }

  /** A program of the same JDK. */
  public String jdkProgram(String name) {
    return Path.of(java()).resolveSibling(name).toString();
  }

  public String peerClassPath(String peer) {
    return peers.resolve(peer) + "/*";
  }
}
