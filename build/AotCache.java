import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes {@code libs/jackdaw.aot}: a training run of the packaged server and its commands, whose
 * loaded classes, heap objects and method profiles the JVM stores (JEP 483, 514, 515). The cache is
 * only used with the same JVM build and the same jars, which the JVM tells by size and time: so the
 * jars get the time that they will have in the archive.
 *
 * <p>Usage: {@code java AotCache.java LIBS TIMESTAMP}
 */
public class AotCache {
  public static void main(String[] args) throws Exception {
    Path libs = Path.of(args[0]).toAbsolutePath();
    FileTime time = FileTime.from(Instant.parse(args[1]));
    Path cache = libs.resolve("jackdaw.aot");
    Files.deleteIfExists(cache);
    try (Stream<Path> files = Files.list(libs)) {
      for (Path jar : files.toList()) {
        Files.setLastModifiedTime(jar, time);
      }
    }
    Path data = Files.createTempDirectory(libs.getParent(), "training");
    File log = libs.resolveSibling("training.log").toFile();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:AOTCacheOutput=" + cache,
                "-XX:+UseCompactObjectHeaders",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + data,
                "-cp",
                libs.resolve("jackdaw-server.jar").toString(),
                "io.jackdaw.cli.Main",
                "train",
                data.toString()));
    int exit =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start().waitFor();
    try (Stream<Path> files = Files.walk(data)) {
      files.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
    if (exit != 0 || !Files.exists(cache)) {
      // Nothing needs the cache: a start without it is only slower.
      System.err.println("no AOT cache was made, see " + log);
      Files.deleteIfExists(cache);
      return;
    }
    System.out.println("made " + cache + " (" + Files.size(cache) / 1_000_000 + " MB)");
  }
}
