package io.jackdaw.compat;

import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A text of commands and what they print, played on a shell and written down again.
 *
 * <pre>
 *   # a remark
 *   $ command            run to its end; the lines below are what it prints
 *   2$ command           in terminal 2; it goes on, and prints the lines below in the end
 *   2&lt; text            typed into terminal 2, then end-of-file
 *   2^C                  Ctrl-C in terminal 2
 * </pre>
 *
 * <p>The ports 2181 and 9092 and the directories {@code /tmp/zookeeper} and {@code /tmp/kafka-logs}
 * of the text stand for free ports and directories of this run. Times, process ids, random ids and
 * zxids are written as words.
 */
final class WalkThrough {
  private static final Pattern STEP = Pattern.compile("(\\d?)(\\$|<|\\^C) ?(.*)");
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final String zooKeeperPort = Integer.toString(Places.freePort());
  private final String kafkaPort = Integer.toString(Places.freePort());
  private final Path folder;
  private final Shell shell;
  private final List<String> written = new ArrayList<>();

  WalkThrough(Path folder, Shell shell) {
    this.folder = folder;
    this.shell = shell;
  }

  /** Plays {@code script} and gives it back with what really happened in place of its answers. */
  List<String> play(List<String> script) {
    for (int i = 0; i < script.size(); i++) {
      String line = script.get(i);
      var step = STEP.matcher(line);
      if (step.matches()) {
        written.add(line);
        int end = endOfAnswer(script, i + 1);
        perform(step.group(1), step.group(2), step.group(3), script.subList(i + 1, end));
        i = end - 1;
      } else {
        written.add(line);
      }
    }
    return written;
  }

  private static int endOfAnswer(List<String> script, int from) {
    int end = from;
    while (end < script.size()
        && !STEP.matcher(script.get(end)).matches()
        && !script.get(end).startsWith("# ")) {
      end++;
    }
    return end;
  }

  private void perform(String terminal, String verb, String words, List<String> expected) {
    switch (verb) {
      case "$" -> {
        if (terminal.isEmpty()) {
          write(shell.run(real(words)));
        } else {
          shell.start(terminal, real(words));
          awaitScreen(terminal, expected);
        }
      }
      case "<" -> shell.typeAndEnd(terminal, words.replace("\\n", "\n") + "\n");
      case "^C" -> shell.interrupt(terminal);
      default -> throw new IllegalStateException(verb);
    }
  }

  private void awaitScreen(String terminal, List<String> expected) {
    try {
      await()
          .atMost(PATIENCE)
          .until(() -> general(shell.screen(terminal)).size() >= stripped(expected).size());
    } catch (ConditionTimeoutException e) {
      written.add("# waited in vain for the lines of terminal " + terminal);
    }
    List<String> seen = general(shell.screen(terminal));
    // Records of different partitions come in any order.
    List<String> hoped = stripped(expected);
    boolean same = seen.stream().sorted().toList().equals(hoped.stream().sorted().toList());
    written.addAll(same ? hoped : seen);
    written.add("");
  }

  private void write(String output) {
    written.addAll(general(output));
    written.add("");
  }

  private String real(String text) {
    return text.replace("2181", zooKeeperPort)
        .replace("9092", kafkaPort)
        .replace("/tmp/zookeeper", folder.resolve("zookeeper").toString())
        .replace("/tmp/kafka-logs", folder.resolve("kafka-logs").toString());
  }

  /** What is printed on every run alike. */
  private List<String> general(String output) {
    String text =
        output
            .replace(folder.resolve("zookeeper").toString(), "/tmp/zookeeper")
            .replace(folder.resolve("kafka-logs").toString(), "/tmp/kafka-logs")
            .replace(folder.toString(), "~")
            .replaceAll("\\b" + zooKeeperPort + "\\b", "2181")
            .replaceAll("\\b" + kafkaPort + "\\b", "9092")
            // Whether a command still hears of its connection before it ends is chance, with
            // Apache's too.
            .replaceAll("\\s*WATCHER::\\s*WatchedEvent state:SyncConnected[^\n]*", "")
            .replaceAll("(?i)(pid|process)( ?[:=]? ?)\\d+", "$1$2PID")
            .replaceAll("\\d{4}-\\d\\d-\\d\\d[ T][\\d:.,]+(Z|[+-]\\d\\d:?\\d\\d)?", "TIME")
            .replaceAll("\\w{3} \\w{3} \\d\\d \\d\\d:\\d\\d:\\d\\d \\S+ \\d{4}", "TIME")
            .replaceAll("(?i)(zxid = )0x[0-9a-f]+", "$1ZXID")
            .replaceAll("0x[0-9a-f]{8,}", "SESSION")
            .replaceAll("offset = \\d+", "offset = N")
            .replaceAll("(console-consumer|jackdaw-consume)-\\d+", "$1-N")
            .replaceAll("(?m)\\b[\\w-]{22}(?=\\s|$)", "ID")
            .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID");
    // Progress is told only where something takes long, which a busy machine decides.
    return stripped(text.lines().filter(line -> !line.startsWith("still ")).toList());
  }

  private static List<String> stripped(List<String> lines) {
    List<String> kept =
        new ArrayList<>(lines.stream().map(line -> line.replaceAll("\\s+", " ").strip()).toList());
    while (!kept.isEmpty() && kept.getLast().isEmpty()) {
      kept.removeLast();
    }
    return kept;
  }
}
