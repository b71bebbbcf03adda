package io.jackdaw.cli.zk;

import io.jackdaw.cli.output.Failure;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * Feeds a shell with lines: from a terminal with editing, history and completion of commands and
 * paths, or from a pipe.
 */
final class ZkPrompt {
  private final ZkShell shell;
  private final ZkConnection connection;

  ZkPrompt(ZkShell shell, ZkConnection connection) {
    this.shell = shell;
    this.connection = connection;
  }

  /** Blocks until {@code quit} or the end of the input. */
  void run() {
    Console console = System.console();
    try {
      if (console != null && console.isTerminal()) {
        fromTerminal();
      } else {
        fromPipe();
      }
    } catch (IOException e) {
      throw new Failure("cannot read commands: " + e.getMessage(), "", e);
    }
  }

  private void fromPipe() throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    String line = lines.readLine();
    while (line != null) {
      shell.runLine(line);
      line = shell.finished() ? null : lines.readLine();
    }
  }

  private void fromTerminal() throws IOException {
    try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .completer((self, line, candidates) -> complete(line.word(), candidates))
              .variable(
                  LineReader.HISTORY_FILE,
                  Path.of(System.getProperty("user.home", "."), ".jackdaw", "zk-history"))
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .build();
      while (!shell.finished()) {
        try {
          shell.runLine(reader.readLine(shell.prompt()));
        } catch (UserInterruptException ctrlC) {
          terminal.flush();
        } catch (EndOfFileException ctrlD) {
          return;
        }
      }
    }
  }

  private void complete(String word, List<Candidate> candidates) {
    if (word.startsWith("/")) {
      completePath(word, candidates);
    } else {
      shell.names().stream()
          .filter(name -> name.startsWith(word))
          .map(Candidate::new)
          .forEach(candidates::add);
    }
  }

  private void completePath(String word, List<Candidate> candidates) {
    ZooKeeper client = connection.client();
    if (client == null) {
      return;
    }
    int slash = word.lastIndexOf('/');
    String parent = slash == 0 ? "/" : word.substring(0, slash);
    try {
      for (String child : client.getChildren(parent, false)) {
        candidates.add(new Candidate((slash == 0 ? "" : parent) + "/" + child));
      }
    } catch (KeeperException notThere) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
