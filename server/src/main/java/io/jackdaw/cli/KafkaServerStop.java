package io.jackdaw.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code kafka-server-stop.sh}: ends every broker that {@code kafka-server-start.sh} of this
 * installation started.
 */
@Command(name = "kafka-server-stop", hidden = true, mixinStandardHelpOptions = true)
final class KafkaServerStop implements Callable<Integer> {
  @Parameters(hidden = true)
  List<String> ignored = List.of();

  @Override
  public Integer call() {
    String home = "-Djackdaw.home=" + Installation.current().home();
    List<ProcessHandle> brokers =
        ProcessHandle.allProcesses().filter(process -> isBroker(process, home)).toList();
    if (brokers.isEmpty()) {
      System.out.println("No kafka server to stop");
      return 1;
    }
    brokers.forEach(PidFile::stop);
    return 0;
  }

  private static boolean isBroker(ProcessHandle process, String home) {
    List<String> arguments = List.of(process.info().arguments().orElse(new String[0]));
    return arguments.contains(home)
        && arguments.contains("kafka-server-start")
        && !arguments.contains("-daemon");
  }
}
