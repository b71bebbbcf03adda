package io.jackdaw.compat.rig;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A script in {@code bin/} of the packaged distribution, run to its end with nothing to read. */
public record OurTool(String name) {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  public Outcome run(String... arguments) {
    Path root = Distribution.unpacked();
    List<String> command =
        Stream.concat(Stream.of(root.resolve("bin").resolve(name).toString()), Stream.of(arguments))
            .toList();
    try (ExternalProcess process =
        ExternalProcess.start(
            name, root, Map.of("JAVA_HOME", System.getProperty("java.home")), command)) {
      process.feed("");
      return process.await(PATIENCE);
    }
  }
}
