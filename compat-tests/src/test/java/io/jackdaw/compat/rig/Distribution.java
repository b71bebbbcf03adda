package io.jackdaw.compat.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The packaged server, unpacked as a user unpacks it. */
public final class Distribution {
  private static @Nullable Path shared;

  private Distribution() {}

  /** The root of an unpacked distribution that tests share and do not write into. */
  public static synchronized Path unpacked() {
    Path root = shared;
    if (root == null) {
      root = unpackInto(Places.freshFolder("distribution"));
      shared = root;
    }
    return root;
  }

  /** Unpacks into {@code folder} and gives the one folder that appeared there. */
  public static Path unpackInto(Path folder) {
    Path archive = Places.distribution();
    if (!Files.exists(archive)) {
      throw new AssertionError("no " + archive + ": package the server module first");
    }
    ExternalProcess.start("tar", folder, Map.of(), List.of("tar", "-xzf", archive.toString()))
        .await(Duration.ofMinutes(1))
        .succeeded();
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(Files::isDirectory).findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
