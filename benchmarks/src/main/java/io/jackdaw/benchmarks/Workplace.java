package io.jackdaw.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a comparison keeps its files.
 *
 * @param root everything is written below it
 * @param distribution the unpacked distribution of ours
 * @param peers class paths of Apache's servers, one folder each
 */
record Workplace(Path root, Path distribution, Path peers) {
  Path emptyDirectory(String name) throws IOException {
    Path directory = root.resolve("data").resolve(name);
    if (Files.exists(directory)) {
      List<Path> inside;
      try (Stream<Path> files = Files.walk(directory)) {
        inside = files.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : inside) {
        Files.delete(file);
      }
    }
    return Files.createDirectories(directory);
  }

  Path log(String name) {
    return root.resolve(name + ".log");
  }

  String java() {
    return ProcessHandle.current().info().command().orElse("java");
  }

  String peerClassPath(String peer) {
    return peers.resolve(peer) + "/*";
  }
}
