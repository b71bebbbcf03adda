package io.jackdaw.cli.zk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.cli.CliCommand;
import org.apache.zookeeper.cli.CliException;
import org.apache.zookeeper.cli.CommandFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs lines such as {@code get -s /brokers/ids/0}. Commands on znodes are those of ZooKeeper's
 * client library, so that arguments and output are the same; commands about the shell itself
 * ({@code history}, {@code redo}, {@code connect}, {@code printwatches}, {@code quit}) are here.
 * One thread. Source: ZooKeeper's CLI guide.
 */
final class ZkShell {
  private static final Pattern WORD = Pattern.compile("\\s*([^\"']\\S*|\"[^\"]*\"|'[^']*')\\s*");
  private static final int HISTORY_SHOWN = 10;
  private static final int OK = 0;
  private static final int FAILED = 1;

  private final ZkConnection connection;
  private final Map<String, CliCommand> commands = new TreeMap<>();
  private final Map<String, String> usages = new TreeMap<>();
  private final List<String> history = new ArrayList<>();
  private boolean finished;
  private int exitCode;

  ZkShell(ZkConnection connection) {
    this.connection = connection;
    for (CommandFactory.Command each : CommandFactory.Command.values()) {
      CommandFactory.getInstance(each).addToMap(commands);
    }
    commands.forEach((name, command) -> usages.put(name, command.getOptionStr()));
    usages.put("connect", "host:port");
    usages.put("history", "");
    usages.put("printwatches", "on|off");
    usages.put("quit", "");
    usages.put("redo", "cmdno");
  }

  /** Names of all commands, sorted. */
  Collection<String> names() {
    return usages.keySet();
  }

  /** Runs a line and remembers it; blank lines do nothing. */
  void runLine(String line) {
    List<String> words = words(line);
    if (words.isEmpty()) {
      return;
    }
    history.add(line);
    run(words);
  }

  /**
   * @return 0, or the exit code that zkCli.sh would end with
   */
  int run(List<String> words) {
    try {
      exitCode = dispatch(words);
    } catch (CliException e) {
      System.err.println(e.getMessage());
      exitCode = e.getExitCode();
    }
    return exitCode;
  }

  private int dispatch(List<String> words) throws CliException {
    String name = words.getFirst();
    String argument = words.size() > 1 ? words.get(1) : null;
    switch (name) {
      case "quit" -> {
        finished = true;
        return exitCode;
      }
      case "redo" -> {
        return redo(argument);
      }
      case "history" -> printHistory();
      case "printwatches" -> printWatches(argument);
      case "connect" -> connection.open(argument == null ? connection.server() : argument);
      default -> {
        return onZnodes(name, words);
      }
    }
    return OK;
  }

  private int onZnodes(String name, List<String> words) throws CliException {
    CliCommand command = commands.get(name);
    if (command == null) {
      printUsage();
      System.err.println("Command not found: Command not found " + name);
      return 127;
    }
    ZooKeeper client = connection.client();
    if (client == null) {
      System.out.println("Not connected");
      return OK;
    }
    command.setZk(client);
    command.parse(words.toArray(String[]::new)).exec();
    return OK;
  }

  private int redo(@Nullable String number) {
    int index;
    try {
      index = number == null ? -1 : Integer.decode(number);
    } catch (NumberFormatException e) {
      index = -1;
    }
    if (index < 0 || index >= history.size() - 1) {
      System.err.println("Command index out of range");
      return FAILED;
    }
    String line = history.get(index);
    List<String> words = words(line);
    if (words.getFirst().equals("redo")) {
      System.err.println("No redoing redos");
      return FAILED;
    }
    history.set(history.size() - 1, line);
    return run(words);
  }

  private void printHistory() {
    for (int index = Math.max(0, history.size() - HISTORY_SHOWN - 1);
        index < history.size();
        index++) {
      System.out.println(index + " - " + history.get(index));
    }
  }

  private void printWatches(@Nullable String argument) {
    if (argument == null) {
      System.out.println("printwatches is " + (connection.printsWatches() ? "on" : "off"));
    } else {
      connection.printWatches(argument.equals("on"));
    }
  }

  void printUsage() {
    System.err.println(
        "ZooKeeper -server host:port -client-configuration properties-file cmd args");
    usages.forEach((name, arguments) -> System.err.println("\t" + name + " " + arguments));
  }

  /** What only {@code jackdaw zk} knows. */
  void printOwnUsage() {
    System.err.println("and of our own:\n" + SubtreeCommands.USAGE);
  }

  /** {@code [zk: localhost:2181(CONNECTED) 3] } */
  String prompt() {
    return "[zk: " + connection.server() + "(" + connection.state() + ") " + history.size() + "] ";
  }

  boolean finished() {
    return finished;
  }

  int exitCode() {
    return exitCode;
  }

  /** Words of a line; quotes, double or single, keep blanks together and are taken off. */
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line.strip());
    while (matcher.find()) {
      String word = matcher.group(1);
      char first = word.charAt(0);
      boolean quoted =
          word.length() > 1
              && (first == '"' || first == '\'')
              && word.charAt(word.length() - 1) == first;
      words.add(quoted ? word.substring(1, word.length() - 1) : word);
    }
    return words;
  }
}
