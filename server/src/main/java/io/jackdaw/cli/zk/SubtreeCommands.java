package io.jackdaw.cli.zk;

import io.jackdaw.cli.output.Failure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;

/**
 * {@code watch}, {@code export}, {@code import} and {@code diff} of {@code jackdaw zk}, which
 * ZooKeeper's own shell does not have. They work against any ZooKeeper.
 */
final class SubtreeCommands {
  static final String USAGE =
      """
      \twatch path [--recursive]
      \texport path [--format json|text]
      \timport path file|-
      \tdiff path file|path\
      """;

  private static final List<String> NAMES = List.of("watch", "export", "import", "diff");

  private final ZooKeeper client;
  private final PrintStream out;

  SubtreeCommands(ZooKeeper client, PrintStream out) {
    this.client = client;
    this.out = out;
  }

  static boolean knows(String name) {
    return NAMES.contains(name);
  }

  /**
   * Runs one of them.
   *
   * @return the exit code: 1 if {@code diff} found a difference
   */
  int run(List<String> words) {
    List<String> options = words.stream().filter(word -> word.startsWith("--")).toList();
    List<String> arguments = new ArrayList<>(words.subList(1, words.size()));
    arguments.removeAll(options);
    try {
      return switch (words.getFirst()) {
        case "watch" -> watch(argument(arguments, 0), options.contains("--recursive"));
        case "export" -> export(argument(arguments, 0), isText(options, arguments));
        case "import" -> write(argument(arguments, 0), argument(arguments, 1));
        default -> diff(argument(arguments, 0), argument(arguments, 1));
      };
    } catch (KeeperException refused) {
      throw new Failure(String.valueOf(refused.getMessage()), "", refused);
    } catch (IOException unreadable) {
      throw new Failure("cannot read the file: " + unreadable.getMessage(), "", unreadable);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static boolean isText(List<String> options, List<String> arguments) {
    return options.contains("--format=text")
        || (options.contains("--format") && arguments.contains("text"));
  }

  private static String argument(List<String> arguments, int index) {
    if (index >= arguments.size()) {
      throw new Failure("an argument is missing", "Usage:\n" + USAGE);
    }
    return arguments.get(index);
  }

  private int export(String path, boolean text) throws KeeperException, InterruptedException {
    List<SubtreeZnode> znodes = new Subtree(client, path).read();
    out.print(text ? SubtreeText.lines(znodes) : SubtreeText.json(path, znodes) + "\n");
    return 0;
  }

  private int write(String path, String file)
      throws KeeperException, InterruptedException, IOException {
    int written = new Subtree(client, path).write(SubtreeText.read(content(file)));
    out.println("Wrote " + written + " znodes below " + path + ".");
    return 0;
  }

  private int diff(String path, String other)
      throws KeeperException, InterruptedException, IOException {
    List<SubtreeZnode> after =
        other.startsWith("/") && !Files.exists(Path.of(other))
            ? new Subtree(client, other).read()
            : SubtreeText.read(content(other));
    List<String> lines = Subtree.differences(new Subtree(client, path).read(), after);
    lines.forEach(out::println);
    return lines.isEmpty() ? 0 : 1;
  }

  private static String content(String file) throws IOException {
    return file.equals("-")
        ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
        : Files.readString(Path.of(file));
  }

  /** Until the session is over, or the command is interrupted. */
  private int watch(String path, boolean recursive) throws KeeperException, InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    AddWatchMode mode = recursive ? AddWatchMode.PERSISTENT_RECURSIVE : AddWatchMode.PERSISTENT;
    client.addWatch(path, event -> show(event, over), mode);
    out.println("Watching " + path + "; end with Ctrl-C.");
    over.await();
    throw new Failure("the session has expired", "Start the command again.");
  }

  private void show(WatchedEvent event, CountDownLatch over) {
    if (event.getType() == EventType.None) {
      if (event.getState() == KeeperState.Expired || event.getState() == KeeperState.Closed) {
        over.countDown();
      }
      return;
    }
    switch (event.getType()) {
      case NodeCreated -> showData("created", event.getPath());
      case NodeDataChanged -> showData("changed", event.getPath());
      case NodeDeleted -> out.println("deleted " + event.getPath());
      default -> out.println("children " + event.getPath());
    }
  }

  /** On the client's event thread, which a synchronous read would block for ever. */
  private void showData(String what, String path) {
    client.getData(
        path,
        false,
        (code, at, context, data, stat) ->
            out.println(
                code == KeeperException.Code.OK.intValue()
                    ? "%s %s version=%d zxid=0x%x %s"
                        .formatted(
                            what, at, stat.getVersion(), stat.getMzxid(), SubtreeText.shown(data))
                    : what + " " + at),
        null);
  }
}
