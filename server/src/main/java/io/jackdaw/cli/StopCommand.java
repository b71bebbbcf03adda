package io.jackdaw.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jackdaw stop}: asks the running process to end and waits until it has. */
@Command(
    name = "stop",
    description = "Stop what `jackdaw start` started, and wait until it has ended.")
final class StopCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "the data directory it was started with.")
  Path data = Path.of("");

  @Override
  public Integer call() {
    DataDirectory directory = DataDirectory.of(data);
    Optional<ProcessHandle> process = directory.pidFile().process();
    if (process.isEmpty()) {
      System.out.println("Jackdaw is not running in " + directory.path() + ".");
      return 0;
    }
    PidFile.stop(process.get());
    directory.pidFile().delete();
    System.out.println("Stopped Jackdaw (process " + process.get().pid() + ").");
    return 0;
  }
}
