package io.jackdaw.cli;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.node.PropertiesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code zkServer-initialize.sh}: makes the directories that {@code zoo.cfg} names, and {@code
 * myid} in the first of them. What is there already stays, unless it is told to go.
 */
@Command(name = "zk-initialize", hidden = true)
final class ZkInitialize implements Callable<Integer> {
  @Option(names = "--force", description = "also if there is data already, which is deleted")
  boolean force;

  @Option(names = "--myid", paramLabel = "N")
  @Nullable Integer myid;

  @Option(names = "--configfile", paramLabel = "FILE")
  String file = "";

  @Override
  public Integer call() {
    Map<String, String> settings = PropertiesFile.read(ZooCfgFile.named(file));
    Path dataDir = ZooCfgFile.dataDir(settings);
    try {
      make(dataDir);
      String journal = settings.get("dataLogDir");
      if (journal != null) {
        make(Path.of(journal));
      }
      if (myid == null) {
        System.out.println(
            "No myid provided, be sure to specify it in "
                + dataDir
                + "/myid if using non-standalone");
      } else {
        Files.writeString(dataDir.resolve("myid"), myid + "\n");
      }
      return 0;
    } catch (IOException e) {
      throw new Failure("cannot initialize " + dataDir + ": " + e.getMessage(), "", e);
    }
  }

  private void make(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path each : files.filter(ZkInitialize::isData).toList()) {
        if (!force) {
          throw new Failure(
              "there is data already in " + directory, "Delete it with --force, or keep it.");
        }
        Files.delete(each);
      }
    }
  }

  private static boolean isData(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith("journal-") || name.startsWith("snapshot-");
  }
}
