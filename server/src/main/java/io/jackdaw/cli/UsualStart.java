package io.jackdaw.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words of {@code jackdaw start} as scripts and services write them: options in full, each
 * followed by its value. To find its options among annotations takes picocli a fifth of a server's
 * start; so it is asked only about any other line, and says what is wrong with it.
 */
final class UsualStart {
  private UsualStart() {}

  /** What is to be started; null if picocli has to read it. */
  static @Nullable StartCommand read(List<String> words) {
    StartCommand start = new StartCommand();
    for (Iterator<String> word = words.iterator(); word.hasNext(); ) {
      String option = word.next();
      String value = word.hasNext() ? word.next() : "";
      if (value.isEmpty() || "-@'\"".indexOf(value.charAt(0)) >= 0 || !take(start, option, value)) {
        return null;
      }
    }
    return start;
  }

  /** False if there is anything to explain. */
  private static boolean take(StartCommand start, String option, String value) {
    try {
      return switch (option) {
        case "--data" -> {
          boolean first = start.data.toString().isEmpty();
          start.data = Path.of(value);
          yield first;
        }
        case "-c", "--config" -> {
          boolean first = start.config == null;
          start.config = Path.of(value);
          yield first;
        }
        case "--kafka-port" -> {
          boolean first = start.kafkaPort == null;
          start.kafkaPort = Integer.valueOf(value);
          yield first;
        }
        case "--zookeeper-port" -> {
          boolean first = start.zookeeperPort == null;
          start.zookeeperPort = Integer.valueOf(value);
          yield first;
        }
        case "--host" -> {
          boolean first = start.host == null;
          start.host = value;
          yield first;
        }
        case "--override" -> {
          int equals = value.indexOf('=');
          if (equals > 0) {
            start.overrides.put(value.substring(0, equals), value.substring(equals + 1));
          }
          yield equals > 0;
        }
        default -> false;
      };
    } catch (NumberFormatException | InvalidPathException wrong) {
      return false;
    }
  }
}
