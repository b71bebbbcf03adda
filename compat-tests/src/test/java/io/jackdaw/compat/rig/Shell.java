package io.jackdaw.compat.rig;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Somebody at a few terminals in one folder, who types commands as an article prints them.
 *
 * <p>The home directory is that folder, so that nothing is written elsewhere. Closing ends what
 * still runs, daemons too: they are known by the folder in their command line, so nothing else may
 * run from that folder.
 */
public final class Shell implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final Map<String, ExternalProcess> terminals = new TreeMap<>();

  public Shell(Path folder) {
    this.folder = folder;
  }

  /** Runs a command line to its end; gives what it printed, both streams in the order written. */
  public String run(String commandLine) {
    try (ExternalProcess process = bash(commandLine)) {
      process.feed("");
      return process.await(PATIENCE).out();
    }
  }

  /** Starts a command line that goes on. */
  public void start(String terminal, String commandLine) {
    terminals.put(terminal, bash("exec " + commandLine));
  }

  /** What is to be seen in a terminal so far. */
  public String screen(String terminal) {
    return terminal(terminal).output();
  }

  /** Types lines and then end-of-file into a terminal; waits until the command has ended. */
  public void typeAndEnd(String terminal, String lines) {
    terminal(terminal).feed(lines);
    terminal(terminal).await(PATIENCE);
  }

  /** Ctrl-C; waits until the command has ended. */
  public void interrupt(String terminal) {
    String pid = Long.toString(terminal(terminal).family().getFirst().pid());
    ExternalProcess.start("kill-INT", folder, Map.of(), List.of("kill", "-INT", pid))
        .await(PATIENCE)
        .succeeded();
    terminal(terminal).await(PATIENCE);
  }

  private ExternalProcess terminal(String name) {
    ExternalProcess process = terminals.get(name);
    if (process == null) {
      throw new IllegalArgumentException("nothing was started in terminal " + name);
    }
    return process;
  }

  private ExternalProcess bash(String commandLine) {
    Map<String, String> environment =
        Map.of(
            "HOME",
            folder.toString(),
            "JACKDAW_OPTS",
            "-Duser.home=" + folder,
            "JAVA_HOME",
            System.getProperty("java.home"),
            "LC_ALL",
            "C.UTF-8");
    return ExternalProcess.start(
        "walk", folder, environment, List.of("bash", "-c", "exec 2>&1; " + commandLine));
  }

  @Override
  public void close() {
    terminals.values().forEach(ExternalProcess::close);
    ProcessHandle.allProcesses()
        .filter(
            process -> process.info().commandLine().orElse("").contains(folder.toString() + "/"))
        .forEach(ProcessHandle::destroyForcibly);
  }
}
